# A leaf as samples make it: every pod holds the CA's key and signs for itself.
set -eu
cd /etc/ray/tls
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out tls.key
printf '[req]\ndistinguished_name=subject\n[subject]\n' >request.conf
openssl req -new -sha256 -config request.conf -key tls.key -subj /CN=ray -out leaf.csr
# KubeRay sets FQ_RAY_IP, the head service's full name; Ray Client is dialed by the short one.
printf 'subjectAltName=DNS:localhost,DNS:%s,DNS:%s,IP:127.0.0.1,IP:%s\n' "$FQ_RAY_IP" "${FQ_RAY_IP%%.*}" "$POD_IP" >leaf.extensions
openssl x509 -req -sha256 -days 30 -in leaf.csr -CA /etc/ca/tls/ca.crt -CAkey /etc/ca/tls/ca.key -set_serial "$(date +%s%N)" \
  -extfile leaf.extensions -out tls.crt
cp /etc/ca/tls/ca.crt ca.crt
