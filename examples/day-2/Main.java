import io.github.cdk8sraytls.CertManagerIssuer;
import io.github.cdk8sraytls.RayNetworkPeer;
import io.github.cdk8sraytls.RayNetworkPolicy;
import io.github.cdk8sraytls.RayTls;
import io.github.cdk8sraytls.RayTlsAlerts;
import io.github.cdk8sraytls.RayTlsCheck;
import io.github.cdk8sraytls.RayTlsCluster;
import io.github.cdk8sraytls.RayTlsIssuedByOptions;
import io.github.cdk8sraytls.RayTlsRotation;
import io.github.cdk8sraytls.RayWorkerGroup;
import io.github.cdk8sraytls.RayWorkerReplacement;
import java.util.List;
import java.util.Map;
import org.cdk8s.ApiObjectMetadata;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.Duration;

public final class Main {
  public static void main(String[] args) {
    var app = new App();
    var chart = Chart.Builder.create(app, "ray").namespace("ray").build();
    var issuer = CertManagerIssuer.fromClusterIssuerName(chart, "issuer", "corp-ca");
    var ninetyDays = RayTlsIssuedByOptions.builder().duration(Duration.days(90)).build();
    var cluster =
        RayTlsCluster.Builder.create(chart, "cluster")
            .metadata(ApiObjectMetadata.builder().name("training").build())
            .tls(RayTls.issuedBy(issuer, ninetyDays))
            // Redis keeps the cluster's state, so the head can be replaced while the cluster runs.
            .gcsFaultTolerance(Map.of("redisAddress", "redis.redis.svc:6379"))
            .workerGroups(List.of(RayWorkerGroup.builder().groupName("cpu").replicas(8).build()))
            .build();
    RayNetworkPolicy.Builder.create(chart, "network")
        .cluster(cluster)
        .prometheus(List.of(RayNetworkPeer.namespace("monitoring")))
        .redis(List.of(RayNetworkPeer.namespace("redis")))
        .build();

    // On Saturday nights, two workers at a time; their replacements start first.
    RayTlsRotation.Builder.create(chart, "rotation")
        .cluster(cluster)
        .schedule("0 3 * * 6")
        .timeZone("Europe/Berlin")
        .window(Duration.hours(4))
        .workerReplacement(RayWorkerReplacement.surge(2))
        .build();
    RayTlsAlerts.Builder.create(chart, "alerts")
        .cluster(cluster)
        .prometheusLabels(Map.of("release", "kube-prometheus-stack"))
        .build();
    RayTlsCheck.Builder.create(chart, "check")
        .cluster(cluster)
        .schedule("0 6 * * 6")
        .timeZone("Europe/Berlin")
        .build();
    app.synth();
  }
}
