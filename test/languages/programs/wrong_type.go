package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-ray-tls/cdk8s-ray-tls-go/cdk8sraytls"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

func main() {
	defer jsii.Close()
	chart := cdk8s.NewChart(cdk8s.NewApp(nil), jsii.String("ray"), nil)
	cdk8sraytls.NewRayTlsCluster(chart, jsii.String("cluster"), &cdk8sraytls.RayTlsClusterProps{
		Tls: cdk8sraytls.RaySubject_Group(jsii.String("ml-engineers")),
	})
}
