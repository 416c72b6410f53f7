package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-ray-tls/cdk8s-ray-tls-go/cdk8sraytls"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

func main() {
	defer jsii.Close()
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("ray"), &cdk8s.ChartProps{Namespace: jsii.String("ray")})
	issuer := cdk8sraytls.CertManagerIssuer_FromClusterIssuerName(chart, jsii.String("issuer"), jsii.String("corp-ca"), nil)
	cluster := cdk8sraytls.NewRayTlsCluster(chart, jsii.String("cluster"), &cdk8sraytls.RayTlsClusterProps{
		Metadata: &cdk8s.ApiObjectMetadata{Name: jsii.String("training")},
		Tls: cdk8sraytls.RayTls_IssuedBy(issuer, &cdk8sraytls.RayTlsIssuedByOptions{
			Duration: cdk8s.Duration_Days(jsii.Number(90)),
		}),
		// Redis keeps the cluster's state, so the head can be replaced while the cluster runs.
		GcsFaultTolerance: map[string]any{"redisAddress": "redis.redis.svc:6379"},
		WorkerGroups: &[]*cdk8sraytls.RayWorkerGroup{
			{GroupName: jsii.String("cpu"), Replicas: jsii.Number(8)},
		},
	})
	cdk8sraytls.NewRayNetworkPolicy(chart, jsii.String("network"), &cdk8sraytls.RayNetworkPolicyProps{
		Cluster:    cluster,
		Prometheus: &[]interface{}{cdk8sraytls.RayNetworkPeer_Namespace(jsii.String("monitoring"))},
		Redis:      &[]interface{}{cdk8sraytls.RayNetworkPeer_Namespace(jsii.String("redis"))},
	})

	// On Saturday nights, two workers at a time; their replacements start first.
	cdk8sraytls.NewRayTlsRotation(chart, jsii.String("rotation"), &cdk8sraytls.RayTlsRotationProps{
		Cluster:           cluster,
		Schedule:          jsii.String("0 3 * * 6"),
		TimeZone:          jsii.String("Europe/Berlin"),
		Window:            cdk8s.Duration_Hours(jsii.Number(4)),
		WorkerReplacement: cdk8sraytls.RayWorkerReplacement_Surge(jsii.Number(2)),
	})
	cdk8sraytls.NewRayTlsAlerts(chart, jsii.String("alerts"), &cdk8sraytls.RayTlsAlertsProps{
		Cluster:          cluster,
		PrometheusLabels: &map[string]*string{"release": jsii.String("kube-prometheus-stack")},
	})
	cdk8sraytls.NewRayTlsCheck(chart, jsii.String("check"), &cdk8sraytls.RayTlsCheckProps{
		Cluster:  cluster,
		Schedule: jsii.String("0 6 * * 6"),
		TimeZone: jsii.String("Europe/Berlin"),
	})
	app.Synth()
}
