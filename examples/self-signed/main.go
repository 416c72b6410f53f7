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
	ca := cdk8sraytls.NewRayTlsCa(chart, jsii.String("ca"), nil)
	cdk8sraytls.NewRayTlsCluster(chart, jsii.String("cluster"), &cdk8sraytls.RayTlsClusterProps{
		Tls: cdk8sraytls.RayTls_SignedBy(ca, nil),
		WorkerGroups: &[]*cdk8sraytls.RayWorkerGroup{
			{GroupName: jsii.String("cpu"), Replicas: jsii.Number(2)},
		},
	})
	app.Synth()
}
