from cdk8s import ApiObjectMetadata, App, Chart, Duration
from cdk8s_ray_tls import (
    CertManagerIssuer,
    RayNetworkPeer,
    RayNetworkPolicy,
    RayTls,
    RayTlsAlerts,
    RayTlsCheck,
    RayTlsCluster,
    RayTlsRotation,
    RayWorkerGroup,
    RayWorkerReplacement,
)

app = App()
chart = Chart(app, "ray", namespace="ray")
issuer = CertManagerIssuer.from_cluster_issuer_name(chart, "issuer", "corp-ca")
cluster = RayTlsCluster(
    chart,
    "cluster",
    metadata=ApiObjectMetadata(name="training"),
    tls=RayTls.issued_by(issuer, duration=Duration.days(90)),
    # Redis keeps the cluster's state, so the head can be replaced while the cluster runs.
    gcs_fault_tolerance={"redisAddress": "redis.redis.svc:6379"},
    worker_groups=[RayWorkerGroup(group_name="cpu", replicas=8)],
)
RayNetworkPolicy(
    chart,
    "network",
    cluster=cluster,
    prometheus=[RayNetworkPeer.namespace("monitoring")],
    redis=[RayNetworkPeer.namespace("redis")],
)

# On Saturday nights, two workers at a time; their replacements start first.
RayTlsRotation(
    chart,
    "rotation",
    cluster=cluster,
    schedule="0 3 * * 6",
    time_zone="Europe/Berlin",
    window=Duration.hours(4),
    worker_replacement=RayWorkerReplacement.surge(2),
)
RayTlsAlerts(chart, "alerts", cluster=cluster, prometheus_labels={"release": "kube-prometheus-stack"})
RayTlsCheck(chart, "check", cluster=cluster, schedule="0 6 * * 6", time_zone="Europe/Berlin")
app.synth()
