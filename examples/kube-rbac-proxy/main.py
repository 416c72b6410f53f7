from cdk8s import ApiObjectMetadata, App, Chart
from cdk8s_plus_28 import ServiceAccount
from cdk8s_ray_tls import (
    KubeRbacProxyAuth,
    RayAccess,
    RaySubject,
    RayTls,
    RayTlsCa,
    RayTlsCluster,
    RayWorkerGroup,
)

app = App()
chart = Chart(app, "ray", namespace="ray")
# The rules would report Ray's open HTTP ports: examples/defense-in-depth closes them.
annotations = {
    "cdk8s-ray-tls/suppress": "http-port-unprotected: this example is about the dashboard, "
    "and the ports of the agents are closed elsewhere",
}
cluster = RayTlsCluster(
    chart,
    "cluster",
    metadata=ApiObjectMetadata(name="ray-cluster-with-auth", annotations=annotations),
    tls=RayTls.signed_by(RayTlsCa(chart, "ca", secret_name="ray-ca")),
    worker_groups=[RayWorkerGroup(group_name="cpu")],
)

user = ServiceAccount(chart, "user", metadata=ApiObjectMetadata(name="ray-user"))
viewer = ServiceAccount(chart, "viewer", metadata=ApiObjectMetadata(name="ray-viewer"))

auth = KubeRbacProxyAuth(chart, "auth", cluster=cluster)
auth.grant(RaySubject.service_account(user.name))
auth.grant(RaySubject.service_account(viewer.name), RayAccess.READ_ONLY)
app.synth()
