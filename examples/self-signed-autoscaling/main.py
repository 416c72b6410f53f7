from cdk8s import ApiObjectMetadata, App, Chart, Duration
from cdk8s_ray_tls import (
    KeyAlgorithm,
    RayAutoscaling,
    RayHeadGroup,
    RayTls,
    RayTlsCa,
    RayTlsCluster,
    RayWorkerGroup,
)

app = App()
chart = Chart(app, "ray", namespace="ray")
# The rules would report Ray's open HTTP ports: examples/defense-in-depth closes them.
annotations = {
    "cdk8s-ray-tls/suppress": "http-port-unprotected: this example is about autoscaling, "
    "and its network is closed elsewhere",
}

ca = RayTlsCa(chart, "ca", common_name="Ray training CA", duration=Duration.days(1825))

RayTlsCluster(
    chart,
    "cluster",
    metadata=ApiObjectMetadata(name="training", labels={"team": "ml-platform"}, annotations=annotations),
    tls=RayTls.signed_by(ca, key_algorithm=KeyAlgorithm.ECDSA_P384, duration=Duration.days(90)),
    autoscaling=RayAutoscaling(
        idle_timeout=Duration.minutes(5),
        options={
            "version": "v2",
            "resources": {
                "requests": {"cpu": "100m", "memory": "512Mi"},
                "limits": {"cpu": "1", "memory": "1Gi"},
            },
        },
    ),
    # Ray runs no tasks on the head, so that they cannot starve it.
    head=RayHeadGroup(ray_start_params={"num-cpus": "0"}),
    worker_groups=[
        RayWorkerGroup(group_name="cpu", min_replicas=0, max_replicas=4),
        RayWorkerGroup(
            group_name="gpu",
            min_replicas=0,
            max_replicas=2,
            resources={
                "requests": {"cpu": "4", "memory": "16Gi"},
                "limits": {"cpu": "8", "memory": "16Gi", "nvidia.com/gpu": "1"},
            },
            # Native Kubernetes JSON: its keys stay as Kubernetes spells them.
            template={
                "spec": {
                    "containers": [{"name": "ray-worker", "image": "rayproject/ray:2.58.0-gpu"}],
                    "nodeSelector": {"nvidia.com/gpu.present": "true"},
                    "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}],
                    "imagePullSecrets": [{"name": "registry"}],
                },
            },
        ),
    ],
)

app.synth()
