from pathlib import Path

from cdk8s import App, Chart, Duration
from cdk8s_plus_28 import ConfigMap, k8s
from cdk8s_ray_tls import (
    CertManagerIssuer,
    RayNetworkPeer,
    RayNetworkPolicy,
    RayServeApplication,
    RayServeConfig,
    RayTls,
    RayTlsService,
    RayWorkerGroup,
)

HOST = "answers.example.com"
CODE = "/home/ray/code"

app = App()
chart = Chart(app, "ray", namespace="ray")
answers = Path(__file__).with_name("answers.py").read_text(encoding="utf-8")
code = ConfigMap(chart, "code", data={"answers.py": answers})

service = RayTlsService(
    chart,
    "answers",
    tls=RayTls.issued_by(CertManagerIssuer(chart, "issuer")),
    serve_config=RayServeConfig.of(applications=[RayServeApplication(name="answers", import_path="answers:app")]),
    worker_groups=[RayWorkerGroup(group_name="cpu")],
    old_cluster_deletion_delay=Duration.minutes(5),
)
for pod in service.pods:
    pod.add_volume({"name": "code", "configMap": {"name": code.name}})
    pod.add_volume_mount({"name": "code", "mountPath": CODE, "readOnly": True})
    pod.add_env({"name": "PYTHONPATH", "value": CODE})
    # Another value makes another cluster, which takes over when it serves.
    pod.add_env({"name": "ANSWERS_VERSION", "value": "1"})

# Serve speaks plain HTTP. The ingress terminates HTTPS, and is its only client.
public_issuer = CertManagerIssuer.from_cluster_issuer_name(chart, "public-issuer", "public")
certificate = public_issuer.add_certificate("https", secret_name="answers-https", dns_names=[HOST])
k8s.KubeIngress(
    chart,
    "ingress",
    spec=k8s.IngressSpec(
        ingress_class_name="nginx",
        tls=[k8s.IngressTls(hosts=[HOST], secret_name=certificate.secret_name)],
        rules=[
            k8s.IngressRule(
                host=HOST,
                http=k8s.HttpIngressRuleValue(
                    paths=[
                        k8s.HttpIngressPath(
                            path="/",
                            path_type="Prefix",
                            backend=k8s.IngressBackend(
                                service=k8s.IngressServiceBackend(
                                    name=service.serve_service_name,
                                    port=k8s.ServiceBackendPort(name="serve"),
                                ),
                            ),
                        )
                    ]
                ),
            )
        ],
    ),
)
RayNetworkPolicy(chart, "network", cluster=service, serve_clients=[RayNetworkPeer.namespace("ingress-nginx")])
app.synth()
