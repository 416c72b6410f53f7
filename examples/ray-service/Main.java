import io.github.cdk8sraytls.CertManagerCertificateOptions;
import io.github.cdk8sraytls.CertManagerIssuer;
import io.github.cdk8sraytls.RayNetworkPeer;
import io.github.cdk8sraytls.RayNetworkPolicy;
import io.github.cdk8sraytls.RayServeApplication;
import io.github.cdk8sraytls.RayServeConfig;
import io.github.cdk8sraytls.RayServeConfigOptions;
import io.github.cdk8sraytls.RayTls;
import io.github.cdk8sraytls.RayTlsService;
import io.github.cdk8sraytls.RayWorkerGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.Duration;
import org.cdk8s.plus28.ConfigMap;
import org.cdk8s.plus28.k8s.HttpIngressPath;
import org.cdk8s.plus28.k8s.HttpIngressRuleValue;
import org.cdk8s.plus28.k8s.IngressBackend;
import org.cdk8s.plus28.k8s.IngressRule;
import org.cdk8s.plus28.k8s.IngressServiceBackend;
import org.cdk8s.plus28.k8s.IngressSpec;
import org.cdk8s.plus28.k8s.IngressTls;
import org.cdk8s.plus28.k8s.KubeIngress;
import org.cdk8s.plus28.k8s.ServiceBackendPort;

public final class Main {
  private static final String HOST = "answers.example.com";
  private static final String CODE = "/home/ray/code";

  public static void main(String[] args) throws IOException {
    var app = new App();
    var chart = Chart.Builder.create(app, "ray").namespace("ray").build();
    var code =
        ConfigMap.Builder.create(chart, "code")
            .data(Map.of("answers.py", Files.readString(Path.of("answers.py"))))
            .build();

    var answers = RayServeApplication.builder().name("answers").importPath("answers:app").build();
    var service =
        RayTlsService.Builder.create(chart, "answers")
            .tls(RayTls.issuedBy(new CertManagerIssuer(chart, "issuer")))
            .serveConfig(
                RayServeConfig.of(
                    RayServeConfigOptions.builder().applications(List.of(answers)).build()))
            .workerGroups(List.of(RayWorkerGroup.builder().groupName("cpu").build()))
            .oldClusterDeletionDelay(Duration.minutes(5))
            .build();
    for (var pod : service.getPods()) {
      pod.addVolume(Map.of("name", "code", "configMap", Map.of("name", code.getName())));
      pod.addVolumeMount(Map.of("name", "code", "mountPath", CODE, "readOnly", true));
      pod.addEnv(Map.of("name", "PYTHONPATH", "value", CODE));
      // Another value makes another cluster, which takes over when it serves.
      pod.addEnv(Map.of("name", "ANSWERS_VERSION", "value", "1"));
    }

    // Serve speaks plain HTTP. The ingress terminates HTTPS, and is its only client.
    var publicIssuer = CertManagerIssuer.fromClusterIssuerName(chart, "public-issuer", "public");
    var certificate =
        publicIssuer.addCertificate(
            "https",
            CertManagerCertificateOptions.builder()
                .secretName("answers-https")
                .dnsNames(List.of(HOST))
                .build());
    var backend =
        IngressServiceBackend.builder()
            .name(service.getServeServiceName())
            .port(ServiceBackendPort.builder().name("serve").build())
            .build();
    var path =
        HttpIngressPath.builder()
            .path("/")
            .pathType("Prefix")
            .backend(IngressBackend.builder().service(backend).build())
            .build();
    var rule =
        IngressRule.builder()
            .host(HOST)
            .http(HttpIngressRuleValue.builder().paths(List.of(path)).build())
            .build();
    var tls =
        IngressTls.builder().hosts(List.of(HOST)).secretName(certificate.getSecretName()).build();
    KubeIngress.Builder.create(chart, "ingress")
        .spec(
            IngressSpec.builder()
                .ingressClassName("nginx")
                .tls(List.of(tls))
                .rules(List.of(rule))
                .build())
        .build();
    RayNetworkPolicy.Builder.create(chart, "network")
        .cluster(service)
        .serveClients(List.of(RayNetworkPeer.namespace("ingress-nginx")))
        .build();
    app.synth();
  }
}
