package main

import (
	_ "embed"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-ray-tls/cdk8s-ray-tls-go/cdk8sraytls"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2/k8s"
)

const (
	host       = "answers.example.com"
	codeFolder = "/home/ray/code"
)

//go:embed answers.py
var answers string

func main() {
	defer jsii.Close()
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("ray"), &cdk8s.ChartProps{Namespace: jsii.String("ray")})
	code := cdk8splus28.NewConfigMap(chart, jsii.String("code"), &cdk8splus28.ConfigMapProps{
		Data: &map[string]*string{"answers.py": jsii.String(answers)},
	})

	issuer := cdk8sraytls.NewCertManagerIssuer(chart, jsii.String("issuer"), nil)
	service := cdk8sraytls.NewRayTlsService(chart, jsii.String("answers"), &cdk8sraytls.RayTlsServiceProps{
		Tls: cdk8sraytls.RayTls_IssuedBy(issuer, nil),
		ServeConfig: cdk8sraytls.RayServeConfig_Of(&cdk8sraytls.RayServeConfigOptions{
			Applications: &[]*cdk8sraytls.RayServeApplication{
				{Name: jsii.String("answers"), ImportPath: jsii.String("answers:app")},
			},
		}),
		WorkerGroups:            &[]*cdk8sraytls.RayWorkerGroup{{GroupName: jsii.String("cpu")}},
		OldClusterDeletionDelay: cdk8s.Duration_Minutes(jsii.Number(5)),
	})
	for _, pod := range *service.Pods() {
		pod.AddVolume(map[string]any{"name": "code", "configMap": map[string]any{"name": code.Name()}}, nil)
		pod.AddVolumeMount(map[string]any{"name": "code", "mountPath": codeFolder, "readOnly": true}, nil)
		pod.AddEnv(map[string]any{"name": "PYTHONPATH", "value": codeFolder}, nil)
		// Another value makes another cluster, which takes over when it serves.
		pod.AddEnv(map[string]any{"name": "ANSWERS_VERSION", "value": "1"}, nil)
	}

	// Serve speaks plain HTTP. The ingress terminates HTTPS, and is its only client.
	public := cdk8sraytls.CertManagerIssuer_FromClusterIssuerName(chart, jsii.String("public-issuer"), jsii.String("public"), nil)
	certificate := public.AddCertificate(jsii.String("https"), &cdk8sraytls.CertManagerCertificateOptions{
		SecretName: jsii.String("answers-https"),
		DnsNames:   jsii.Strings(host),
	})
	k8s.NewKubeIngress(chart, jsii.String("ingress"), &k8s.KubeIngressProps{
		Spec: &k8s.IngressSpec{
			IngressClassName: jsii.String("nginx"),
			Tls:              &[]*k8s.IngressTls{{Hosts: jsii.Strings(host), SecretName: certificate.SecretName()}},
			Rules: &[]*k8s.IngressRule{{
				Host: jsii.String(host),
				Http: &k8s.HttpIngressRuleValue{
					Paths: &[]*k8s.HttpIngressPath{{
						Path:     jsii.String("/"),
						PathType: jsii.String("Prefix"),
						Backend: &k8s.IngressBackend{Service: &k8s.IngressServiceBackend{
							Name: service.ServeServiceName(),
							Port: &k8s.ServiceBackendPort{Name: jsii.String("serve")},
						}},
					}},
				},
			}},
		},
	})
	cdk8sraytls.NewRayNetworkPolicy(chart, jsii.String("network"), &cdk8sraytls.RayNetworkPolicyProps{
		Cluster:      service,
		ServeClients: &[]interface{}{cdk8sraytls.RayNetworkPeer_Namespace(jsii.String("ingress-nginx"))},
	})
	app.Synth()
}
