#!/bin/sh
# Makes docker/certs/: the authority of this cluster, and a certificate and key for each node named (node1 node2 node3 if none is).
# What is there already stays, so repeating it is safe; to renew a node's certificate, remove its .crt file first.
# The directory is open to you alone; the files are readable by everybody, because each container mounts single files and reads them
# as a user of its own. ca.key signs new nodes and is mounted nowhere: best keep it off this machine.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p certs
cd certs

new_key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"

if [ ! -s ca.crt ]; then
  # shellcheck disable=SC2086 # Several arguments.
  openssl req -x509 $new_key -days 3650 -subj "/CN=seckill cluster authority" -addext "keyUsage=critical,keyCertSign" \
    -keyout ca.key -out ca.crt.new
  chmod 444 ca.crt.new; mv ca.crt.new ca.crt
fi

[ $# -gt 0 ] || set -- node1 node2 node3
for node; do
  [ ! -s "$node.crt" ] || continue
  # shellcheck disable=SC2086
  openssl req $new_key -subj "/CN=$node" -keyout "$node.key.new" -out "$node.csr"
  printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' > node.ext
  openssl x509 -req -in "$node.csr" -CA ca.crt -CAkey ca.key -set_serial "0x$(openssl rand -hex 16)" -days 365 -extfile node.ext \
    -out "$node.crt.new"
  chmod 444 "$node.key.new" "$node.crt.new"
  mv "$node.key.new" "$node.key"; mv "$node.crt.new" "$node.crt"
  rm -f "$node.csr" node.ext
done
