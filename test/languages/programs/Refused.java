import io.github.cdk8sraytls.RayTls;
import io.github.cdk8sraytls.RayTlsCa;
import io.github.cdk8sraytls.RayTlsCluster;
import io.github.cdk8sraytls.RayWorkerGroup;
import java.util.List;
import org.cdk8s.App;
import org.cdk8s.Chart;

public final class Refused {
  public static void main(String[] args) {
    var chart = Chart.Builder.create(new App(), "ray").namespace("ray").build();
    RayTlsCluster.Builder.create(chart, "cluster")
        .tls(RayTls.signedBy(new RayTlsCa(chart, "ca")))
        .workerGroups(
            List.of(RayWorkerGroup.builder().groupName("cpu").replicas(3).maxReplicas(2).build()))
        .build();
  }
}
