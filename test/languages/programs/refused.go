package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-ray-tls/cdk8s-ray-tls-go/cdk8sraytls"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

func main() {
	defer jsii.Close()
	chart := cdk8s.NewChart(cdk8s.NewApp(nil), jsii.String("ray"), &cdk8s.ChartProps{Namespace: jsii.String("ray")})
	cdk8sraytls.NewRayTlsCluster(chart, jsii.String("cluster"), &cdk8sraytls.RayTlsClusterProps{
		Tls: cdk8sraytls.RayTls_SignedBy(cdk8sraytls.NewRayTlsCa(chart, jsii.String("ca"), nil), nil),
		WorkerGroups: &[]*cdk8sraytls.RayWorkerGroup{
			{GroupName: jsii.String("cpu"), Replicas: jsii.Number(3), MaxReplicas: jsii.Number(2)},
		},
	})
}
