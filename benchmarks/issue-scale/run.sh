#!/bin/sh
# 1, 10, 50, 200 and 1000 simulated pods ask cert-manager at once, each number beside what cert-manager takes by itself, in turn.
# Uses kubectl and KUBECONFIG; makes and deletes the namespace issue-scale. $1: rounds (3), $2: the numbers.
set -eu
cd "$(dirname "$0")"
rounds=${1:-3}
counts=${2:-1 10 50 200 1000}
export NAMESPACE=issue-scale
kubectl create namespace "$NAMESPACE" >/dev/null
credentials=$(mktemp -d)
trap 'rm -rf "$credentials"; kubectl delete namespace "$NAMESPACE"' EXIT
trap 'exit 1' HUP INT TERM

kubectl --namespace "$NAMESPACE" apply --filename issuer.yaml >/dev/null
kubectl --namespace "$NAMESPACE" wait --for=condition=Ready issuer/issuer --timeout=60s >/dev/null
kubectl --namespace "$NAMESPACE" create token asker --duration=2h >"$credentials/token"
kubectl config view --raw --minify --flatten --output 'jsonpath={.clusters[0].cluster.certificate-authority-data}' | base64 -d >"$credentials/ca.crt"
printf '%s' "$NAMESPACE" >"$credentials/namespace"
server=$(kubectl config view --minify --output 'jsonpath={.clusters[0].cluster.server}')
server=${server#https://}
export CREDENTIALS_DIR="$credentials" KUBERNETES_SERVICE_HOST="${server%:*}" KUBERNETES_SERVICE_PORT="${server##*:}"
export ISSUER_NAME=issuer ISSUER_KIND=Issuer POD_NAME=owner

for round in $(seq "$rounds"); do
  for count in $counts; do
    for way in bare pods; do
      # An owner that exists, or the garbage collector takes the requests away at once. Nothing ever runs in it.
      kubectl --namespace "$NAMESPACE" apply --filename owner.yaml >/dev/null
      POD_UID=$(kubectl --namespace "$NAMESPACE" get pod owner --output 'jsonpath={.metadata.uid}') \
        python3 -E -s ask.py "$way" "$count" | sed "s/^/round $round: /"
      # All at once: kubectl by itself deletes one after the other, minutes long.
      kubectl delete --raw "/apis/cert-manager.io/v1/namespaces/$NAMESPACE/certificaterequests?labelSelector=ray.io/cluster%3Dissue-scale" >/dev/null
      kubectl --namespace "$NAMESPACE" delete pod owner >/dev/null
      sleep 3
    done
  done
done
