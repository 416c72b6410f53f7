from cdk8s import App, Chart
from cdk8s_ray_tls import RayTls, RayTlsCa, RayTlsCluster, RayWorkerGroup

app = App()
chart = Chart(app, "ray", namespace="ray")
RayTlsCluster(
    chart,
    "cluster",
    tls=RayTls.signed_by(RayTlsCa(chart, "ca")),
    worker_groups=[RayWorkerGroup(group_name="cpu", replicas=2)],
)
app.synth()
