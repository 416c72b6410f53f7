import io.github.cdk8sraytls.CertManagerIssuer;
import io.github.cdk8sraytls.KubeRbacProxyAuth;
import io.github.cdk8sraytls.RayAutoscaling;
import io.github.cdk8sraytls.RayNetworkEgress;
import io.github.cdk8sraytls.RayNetworkPeer;
import io.github.cdk8sraytls.RayNetworkPolicy;
import io.github.cdk8sraytls.RaySubject;
import io.github.cdk8sraytls.RayTls;
import io.github.cdk8sraytls.RayTlsCluster;
import io.github.cdk8sraytls.RayTokenAuth;
import io.github.cdk8sraytls.RayWorkerGroup;
import java.util.List;
import java.util.Map;
import org.cdk8s.ApiObjectMetadata;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.plus28.ServiceAccount;

public final class Main {
  public static void main(String[] args) {
    var app = new App();
    var chart = Chart.Builder.create(app, "ray").namespace("ray").build();

    // The company's issuer for Ray decides who gets a certificate.
    var issuer = CertManagerIssuer.fromClusterIssuerName(chart, "issuer", "ray-ca");
    var cluster =
        RayTlsCluster.Builder.create(chart, "cluster")
            .metadata(ApiObjectMetadata.builder().name("training").build())
            .tls(RayTls.issuedBy(issuer))
            .autoscaling(RayAutoscaling.builder().build())
            .workerGroups(
                List.of(RayWorkerGroup.builder().groupName("cpu").maxReplicas(10).build()))
            .build();

    // Kubernetes decides who submits jobs.
    var auth = KubeRbacProxyAuth.Builder.create(chart, "auth").cluster(cluster).build();
    var submitter =
        ServiceAccount.Builder.create(chart, "submitter")
            .metadata(ApiObjectMetadata.builder().name("ray-submitter").build())
            .build();
    auth.grant(RaySubject.serviceAccount(submitter.getName()));
    auth.grant(RaySubject.group("ml-engineers"));

    // Ports without mutual TLS, such as the agent's HTTP port, ask for Ray's own token.
    RayTokenAuth.Builder.create(chart, "token").cluster(cluster).build();

    // The network blocks everything that is not listed here.
    RayNetworkPolicy.Builder.create(chart, "network")
        .cluster(cluster)
        .submitters(List.of(RayNetworkPeer.pods(Map.of("app", "pipeline"), "ci")))
        .prometheus(List.of(RayNetworkPeer.namespace("monitoring")))
        .egress(List.of(RayNetworkEgress.internet()))
        .build();
    app.synth();
  }
}
