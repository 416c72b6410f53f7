from pathlib import Path

from cdk8s import App, Chart, Duration
from cdk8s_plus_28 import ConfigMap
from cdk8s_ray_tls import RayJobDeletion, RayNetworkPolicy, RayTls, RayTlsCa, RayTlsJob, RayWorkerGroup

app = App()
chart = Chart(app, "ray", namespace="ray")
squares = Path(__file__).with_name("squares.py").read_text(encoding="utf-8")
code = ConfigMap(chart, "code", data={"squares.py": squares})

job = RayTlsJob(
    chart,
    "squares",
    tls=RayTls.signed_by(RayTlsCa(chart, "ca")),
    entrypoint="python /home/ray/code/squares.py",
    worker_groups=[RayWorkerGroup(group_name="cpu")],
    active_deadline=Duration.hours(1),
    deletion=RayJobDeletion.cluster(Duration.minutes(5)),
)
# The entrypoint runs on the head, and Ray sends the workers what they run.
job.head.add_volume({"name": "code", "configMap": {"name": code.name}})
job.head.add_volume_mount({"name": "code", "mountPath": "/home/ray/code", "readOnly": True})

# The operator and the job's submitter speak plain HTTP to the dashboard: nobody else reaches it.
RayNetworkPolicy(chart, "network", cluster=job)
app.synth()
