from cdk8s import App, Chart
from cdk8s_ray_tls import RaySubject, RayTlsCluster

chart = Chart(App(), "ray", namespace="ray")
RayTlsCluster(chart, "cluster", tls=RaySubject.group("ml-engineers"))
