/** What Istio's words mean, in a sentence or two each. */
export const glossaryMessages = {
  open: 'What is {{word}}?',
  controlPlane:
    'The control plane (istiod) gives every proxy its configuration and its certificate. A proxy should run the same version.',
  revision:
    'A revision is the name of one installed control plane. Several can run side by side during an upgrade; a namespace or pod chooses one by label.',
  sidecar:
    'A sidecar is a proxy beside each pod of the service. It encrypts calls, applies policies and counts traffic.',
  ambient:
    'In ambient mode one proxy per node (ztunnel) encrypts calls, without a proxy in each pod.',
  mutualTls:
    'Mutual TLS encrypts a call and proves to each side who the other is. Strict refuses plain calls, permissive accepts both.',
  endOfLife:
    'After its end of life Istio no longer mends a version, not even its security holes. Plan an upgrade with your platform engineers.',
  newerPatch:
    'A patch of the same minor version mends defects and security holes without changing behaviour.',
  securityPatch:
    'This patch mends security holes that are known in public. Upgrade soon.',
  flavour:
    'A distribution is a build of Istio by somebody. Tetrate builds its own, and one with cryptography that is certified (FIPS).',
  workloadEntry:
    'A WorkloadEntry is the record of one machine outside Kubernetes that belongs to the mesh.',
  peerAuthentication:
    'A PeerAuthentication says whether a workload accepts only encrypted calls.',
  authorizationPolicy:
    'An AuthorizationPolicy says who may call a workload, and what they may call.',
  virtualService:
    'A VirtualService says where requests for a host go, by match and by weight.',
  destinationRule:
    'A DestinationRule says how to call a service: its subsets, its TLS and its load balancing.',
  serviceEntry:
    'A ServiceEntry makes a host outside the mesh known to it, so that calls to it can be routed and counted.',
  httpRoute: 'An HTTPRoute says where requests for a host go (Gateway API).',
  gateway:
    'A Gateway opens ports on a proxy at the edge of the mesh, for traffic in or out.',
  requestAuthentication:
    'A RequestAuthentication says which tokens (JWT) a workload accepts.',
  sidecarResource:
    'A Sidecar object narrows what a proxy knows of the mesh, and so what its workload may reach.',
} as const;
