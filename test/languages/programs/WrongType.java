import io.github.cdk8sraytls.RaySubject;
import io.github.cdk8sraytls.RayTlsCluster;
import org.cdk8s.App;
import org.cdk8s.Chart;

public final class WrongType {
  public static void main(String[] args) {
    var chart = new Chart(new App(), "ray");
    RayTlsCluster.Builder.create(chart, "cluster").tls(RaySubject.group("ml-engineers")).build();
  }
}
