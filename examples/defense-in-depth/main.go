package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-ray-tls/cdk8s-ray-tls-go/cdk8sraytls"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2"
)

func main() {
	defer jsii.Close()
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("ray"), &cdk8s.ChartProps{Namespace: jsii.String("ray")})

	// The company's issuer for Ray decides who gets a certificate.
	issuer := cdk8sraytls.CertManagerIssuer_FromClusterIssuerName(chart, jsii.String("issuer"), jsii.String("ray-ca"), nil)
	cluster := cdk8sraytls.NewRayTlsCluster(chart, jsii.String("cluster"), &cdk8sraytls.RayTlsClusterProps{
		Metadata:    &cdk8s.ApiObjectMetadata{Name: jsii.String("training")},
		Tls:         cdk8sraytls.RayTls_IssuedBy(issuer, nil),
		Autoscaling: &cdk8sraytls.RayAutoscaling{},
		WorkerGroups: &[]*cdk8sraytls.RayWorkerGroup{
			{GroupName: jsii.String("cpu"), MaxReplicas: jsii.Number(10)},
		},
	})

	// Kubernetes decides who submits jobs.
	auth := cdk8sraytls.NewKubeRbacProxyAuth(chart, jsii.String("auth"), &cdk8sraytls.KubeRbacProxyAuthProps{Cluster: cluster})
	submitter := cdk8splus28.NewServiceAccount(chart, jsii.String("submitter"), &cdk8splus28.ServiceAccountProps{
		Metadata: &cdk8s.ApiObjectMetadata{Name: jsii.String("ray-submitter")},
	})
	auth.Grant(cdk8sraytls.RaySubject_ServiceAccount(submitter.Name(), nil), "")
	auth.Grant(cdk8sraytls.RaySubject_Group(jsii.String("ml-engineers")), "")

	// Ports without mutual TLS, such as the agent's HTTP port, ask for Ray's own token.
	cdk8sraytls.NewRayTokenAuth(chart, jsii.String("token"), &cdk8sraytls.RayTokenAuthProps{Cluster: cluster})

	// The network blocks everything that is not listed here.
	pipeline := &map[string]*string{"app": jsii.String("pipeline")}
	cdk8sraytls.NewRayNetworkPolicy(chart, jsii.String("network"), &cdk8sraytls.RayNetworkPolicyProps{
		Cluster:    cluster,
		Submitters: &[]interface{}{cdk8sraytls.RayNetworkPeer_Pods(pipeline, jsii.String("ci"))},
		Prometheus: &[]interface{}{cdk8sraytls.RayNetworkPeer_Namespace(jsii.String("monitoring"))},
		Egress:     &[]cdk8sraytls.RayNetworkEgress{cdk8sraytls.RayNetworkEgress_Internet(nil)},
	})
	app.Synth()
}
