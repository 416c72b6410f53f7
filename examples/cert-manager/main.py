from cdk8s import ApiObjectMetadata, App, Chart, Duration
from cdk8s_plus_28 import ContainerProps, ContainerSecurityContextProps, Deployment, EnvValue, Service, ServicePort
from cdk8s_ray_tls import (
    CertificateSubject,
    CertManagerBackend,
    CertManagerIssuer,
    CertManagerIssuerScope,
    CertManagerUsage,
    CertManagerVaultAuth,
    KeyAlgorithm,
    RayTls,
    RayTlsCluster,
    RayTlsWorkload,
    RayWorkerGroup,
)

app = App()
# The rules would report Ray's open HTTP ports: examples/defense-in-depth closes them.
annotations = {
    "cdk8s-ray-tls/suppress": "http-port-unprotected: this example is about certificates, "
    "and its network is closed elsewhere",
}


# 1. An issuer that exists already: one line.
existing = Chart(app, "existing-issuer", namespace="ray")
RayTlsCluster(
    existing,
    "cluster",
    metadata=ApiObjectMetadata(name="training", annotations=annotations),
    tls=RayTls.issued_by(CertManagerIssuer.from_cluster_issuer_name(existing, "issuer", "corp-ca")),
    worker_groups=[RayWorkerGroup(group_name="cpu", replicas=2)],
)

# 2. A CA of the cluster's own. cert-manager makes and renews it, and keeps its key in its own namespace.
own_ca = Chart(app, "own-ca", namespace="ray-own-ca")
RayTlsCluster(
    own_ca,
    "cluster",
    metadata=ApiObjectMetadata(name="research", annotations=annotations),
    tls=RayTls.issued_by(CertManagerIssuer(own_ca, "issuer", serves=CertManagerIssuerScope.cluster_wide())),
    worker_groups=[RayWorkerGroup(group_name="cpu")],
)

# 3. Vault signs.
vault = Chart(app, "vault", namespace="ray-vault")
vault_issuer = CertManagerIssuer(
    vault,
    "issuer",
    backend=CertManagerBackend.vault(
        server="https://vault.example.com:8200",
        path="pki_int/sign/ray",
        auth=CertManagerVaultAuth.kubernetes(role="ray", service_account_name="vault-ray"),
    ),
)
RayTlsCluster(
    vault,
    "cluster",
    metadata=ApiObjectMetadata(name="serving", annotations=annotations),
    tls=RayTls.issued_by(vault_issuer, duration=Duration.days(30)),
    worker_groups=[RayWorkerGroup(group_name="cpu")],
)

# 4. A Django application that is a client of a cluster: ray.init("ray://tasks-head-svc:10001").
django = Chart(app, "django", namespace="django-ray")
issuer = CertManagerIssuer(django, "issuer")
RayTlsCluster(
    django,
    "cluster",
    metadata=ApiObjectMetadata(name="tasks", annotations=annotations),
    tls=RayTls.issued_by(issuer),
    worker_groups=[RayWorkerGroup(group_name="cpu")],
)
web = Deployment(
    django,
    "web",
    containers=[
        ContainerProps(
            name="django",
            image="registry.example.com/shop/web:1.4.2",
            port_number=8000,
            env_variables={"RAY_ADDRESS": EnvValue.from_value("ray://tasks-head-svc:10001")},
            security_context=ContainerSecurityContextProps(user=1000, read_only_root_filesystem=False),
        )
    ],
)
Service(django, "web-service", selector=web, ports=[ServicePort(port=80, target_port=8000)])
# A certificate for clients alone, which cert-manager renews: it cannot pose as the head.
RayTlsWorkload(django, "web-identity", workload=web, tls=RayTls.renewed_by(issuer))

# A certificate for servers that clients reach by name, such as an ingress or a proxy.
issuer.add_certificate(
    "certificate",
    secret_name="ray-tls-certs",
    dns_names=[
        "ray-head",
        "ray-head.django-ray",
        "ray-head.django-ray.svc",
        "ray-head.django-ray.svc.cluster.local",
        "localhost",
    ],
    ip_addresses=["127.0.0.1"],
    duration=Duration.hours(8760),
    renew_before=Duration.hours(720),
    subject=CertificateSubject(organizations=["django-ray"]),
    key_algorithm=KeyAlgorithm.RSA_4096,
    usages=[
        CertManagerUsage.DIGITAL_SIGNATURE,
        CertManagerUsage.KEY_ENCIPHERMENT,
        CertManagerUsage.SERVER_AUTH,
        CertManagerUsage.CLIENT_AUTH,
    ],
)

app.synth()
