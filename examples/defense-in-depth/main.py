from cdk8s import ApiObjectMetadata, App, Chart
from cdk8s_plus_28 import ServiceAccount
from cdk8s_ray_tls import (
    CertManagerIssuer,
    KubeRbacProxyAuth,
    RayAutoscaling,
    RayNetworkEgress,
    RayNetworkPeer,
    RayNetworkPolicy,
    RaySubject,
    RayTls,
    RayTlsCluster,
    RayTokenAuth,
    RayWorkerGroup,
)

app = App()
chart = Chart(app, "ray", namespace="ray")

# The company's issuer for Ray decides who gets a certificate.
cluster = RayTlsCluster(
    chart,
    "cluster",
    metadata=ApiObjectMetadata(name="training"),
    tls=RayTls.issued_by(CertManagerIssuer.from_cluster_issuer_name(chart, "issuer", "ray-ca")),
    autoscaling=RayAutoscaling(),
    worker_groups=[RayWorkerGroup(group_name="cpu", max_replicas=10)],
)

# Kubernetes decides who submits jobs.
auth = KubeRbacProxyAuth(chart, "auth", cluster=cluster)
submitter = ServiceAccount(chart, "submitter", metadata=ApiObjectMetadata(name="ray-submitter"))
auth.grant(RaySubject.service_account(submitter.name))
auth.grant(RaySubject.group("ml-engineers"))

# Ports without mutual TLS, such as the agent's HTTP port, ask for Ray's own token.
RayTokenAuth(chart, "token", cluster=cluster)

# The network blocks everything that is not listed here.
RayNetworkPolicy(
    chart,
    "network",
    cluster=cluster,
    submitters=[RayNetworkPeer.pods({"app": "pipeline"}, "ci")],
    prometheus=[RayNetworkPeer.namespace("monitoring")],
    egress=[RayNetworkEgress.internet()],
)

app.synth()
