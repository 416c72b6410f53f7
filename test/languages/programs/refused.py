from cdk8s import App, Chart
from cdk8s_ray_tls import RayTls, RayTlsCa, RayTlsCluster, RayWorkerGroup

chart = Chart(App(), "ray", namespace="ray")
RayTlsCluster(
    chart,
    "cluster",
    tls=RayTls.signed_by(RayTlsCa(chart, "ca")),
    worker_groups=[RayWorkerGroup(group_name="cpu", replicas=3, max_replicas=2)],
)
