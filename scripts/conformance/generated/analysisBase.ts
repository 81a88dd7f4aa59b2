import { parseAllDocuments } from 'yaml';

/** A configuration that Istio finds little fault with, to make mistakes in. */
const BASE = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Namespace
metadata: {name: bank, labels: {istio.io/rev: canary}}
---
apiVersion: v1
kind: Namespace
metadata: {name: istio-system}
---
apiVersion: v1
kind: Service
metadata: {name: ratings, namespace: shop}
spec:
  selector: {app: ratings}
  ports: [{name: http, port: 8000, targetPort: 8080, protocol: TCP}]
---
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop, annotations: {networking.istio.io/exportTo: "."}}
spec:
  selector: {app: reviews}
  ports:
    - {name: http, port: 8000, targetPort: 8080, protocol: TCP}
    - {name: grpc-web-x, port: 9000, targetPort: 9090, protocol: TCP}
---
apiVersion: v1
kind: Service
metadata: {name: outside, namespace: shop}
spec:
  type: ExternalName
  externalName: example.org
  ports: [{name: http, port: 80, targetPort: 80, protocol: TCP}]
---
apiVersion: v1
kind: Pod
metadata: {name: ratings-1, namespace: shop, labels: {app: ratings, version: v1}}
spec:
  nodeName: node-1
  containers:
    - {name: app, image: ratings}
    - {name: istio-proxy, image: docker.io/istio/proxyv2:1.30.3}
---
apiVersion: v1
kind: Pod
metadata: {name: reviews-1, namespace: shop, labels: {app: reviews, version: v2}, annotations: {sidecar.istio.io/logLevel: debug}}
spec:
  containers:
    - {name: app, image: reviews, securityContext: {runAsUser: 1000}}
    - {name: istio-proxy, image: docker.io/istio/proxyv2:1.30.3}
---
apiVersion: v1
kind: Pod
metadata: {name: egress-1, namespace: istio-system, labels: {istio: egressgateway, app: egress}}
spec:
  containers: [{name: istio-proxy, image: docker.io/istio/proxyv2:1.30.3}]
---
apiVersion: v1
kind: Service
metadata: {name: egress, namespace: istio-system, labels: {istio: egressgateway}}
spec:
  selector: {istio: egressgateway}
  ports: [{name: https, port: 443, targetPort: 8443, protocol: TCP}]
---
apiVersion: v1
kind: Node
metadata: {name: node-1, labels: {topology.kubernetes.io/region: eu, topology.kubernetes.io/zone: eu-1}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ratings, namespace: shop}
spec:
  selector: {matchLabels: {app: ratings}}
  template:
    metadata: {labels: {app: ratings, version: v1}}
    spec:
      containers: [{name: app, image: ratings, securityContext: {runAsUser: 1000}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: istiod, namespace: istio-system, labels: {app: istiod, istio: pilot}}
spec:
  selector: {matchLabels: {app: istiod}}
  template:
    metadata: {labels: {app: istiod}}
    spec:
      containers:
        - name: discovery
          image: pilot
          env: [{name: BLOCKED_CIDRS_IN_JWKS_URIS, value: 10.0.0.0/8}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio-sidecar-injector, namespace: istio-system}
data:
  values: '{"global":{"hub":"docker.io/istio","tag":"1.30.3","proxy":{"image":"proxyv2"}},"sidecarInjectorWebhook":{"enableNamespacesByDefault":false}}'
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: istio-sidecar-injector, labels: {istio.io/rev: default}}
webhooks:
  - name: namespace.sidecar-injector.istio.io
    clientConfig: {service: {name: egress, namespace: istio-system}}
    namespaceSelector: {matchLabels: {istio-injection: enabled}}
    objectSelector: {matchExpressions: [{key: sidecar.istio.io/inject, operator: NotIn, values: ["false"]}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: istio-validator-istio-system}
webhooks:
  - name: rev.validation.istio.io
    clientConfig: {url: "https://istiod.example.org:15017/validate"}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front, namespace: shop}
spec:
  selector: {istio: egressgateway}
  servers:
    - port: {number: 443, name: https, protocol: HTTPS}
      hosts: [shop.example.org, "*/pay.example.org"]
      tls: {mode: SIMPLE, serverCertificate: /etc/a.pem, privateKey: /etc/a.key}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: back, namespace: bank}
spec:
  selector: {istio: egressgateway, app: egress}
  servers:
    - port: {number: 8443, name: tls, protocol: TLS}
      hosts: ["./bank.example.org"]
      bind: 10.0.0.1
      tls: {mode: MUTUAL, serverCertificate: /etc/b.pem, privateKey: /etc/b.key, caCertificates: /etc/ca.pem, minProtocolVersion: TLSV1_2, cipherSuites: [ECDHE-RSA-AES256-GCM-SHA384]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings, namespace: shop}
spec:
  hosts: [ratings]
  http:
    - name: first
      match:
        - {name: cheap, uri: {prefix: /cheap}, headers: {end-user: {exact: jason}}, method: {exact: GET}}
        - {uri: {prefix: /cheap/more}, headers: {end-user: {exact: jason}}, sourceLabels: {app: reviews}}
        - {uri: {regex: "/a[0-9]+"}, queryParams: {q: {exact: a}}, withoutHeaders: {x: {prefix: b}}}
      route:
        - destination: {host: ratings, subset: v1, port: {number: 8000}}
          weight: 60
          headers: {request: {add: {x-a: "%PROTOCOL%"}, set: {x-b: b}, remove: [x-c]}, response: {add: {x-d: d}}}
        - {destination: {host: ratings.shop.svc.cluster.local}, weight: 40}
      timeout: 5s
      retries: {attempts: 3, perTryTimeout: 2s, retryOn: "5xx,reset,503"}
      fault: {delay: {percentage: {value: 0.1}, fixedDelay: 5s}, abort: {percentage: {value: 1}, httpStatus: 500}}
      corsPolicy: {allowOrigins: [{exact: "https://a.example.org"}], allowMethods: [GET], allowHeaders: [x-a], maxAge: 24h}
      mirror: {host: ratings}
      mirrorPercentage: {value: 50}
    - match: [{uri: {exact: /old}}]
      redirect: {uri: /new, authority: ratings.shop.svc.cluster.local, redirectCode: 301}
    - match: [{uri: {prefix: /x}, authority: {prefix: a}, port: 8000}]
      rewrite: {uri: /y}
      route: [{destination: {host: api.example.org, port: {number: 443}}}]
      mirrors: [{destination: {host: ratings}, percentage: {value: 10}}]
    - directResponse: {status: 503, body: {string: busy}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec:
  hosts: [shop.example.org]
  gateways: [front]
  http:
    - route: [{destination: {host: outside}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: pay, namespace: bank}
spec:
  hosts: [pay.example.org]
  gateways: [shop/front, mesh]
  exportTo: [".", shop]
  tls:
    - match: [{sniHosts: [pay.example.org], port: 443, destinationSubnets: [10.0.0.0/8]}]
      route: [{destination: {host: api.example.org, port: {number: 443}}}]
  tcp:
    - match: [{port: 27017, sourceLabels: {app: a}}]
      route: [{destination: {host: mongo.example.org}, weight: 100}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ratings, namespace: shop}
spec:
  host: ratings
  trafficPolicy:
    connectionPool:
      tcp: {maxConnections: 10, connectTimeout: 1s, idleTimeout: 0s, tcpKeepalive: {time: 60s, interval: 5s}}
      http: {http1MaxPendingRequests: 1, http2MaxRequests: 5, maxRetries: 2, idleTimeout: 5s}
    outlierDetection: {consecutive5xxErrors: 5, interval: 5s, baseEjectionTime: 30s, maxEjectionPercent: 10}
    loadBalancer:
      consistentHash: {httpCookie: {name: user, ttl: 0s}}
      localityLbSetting: {distribute: [{from: "eu/a/*", to: {"eu/a/*": 80, "us/b/*": 20}}]}
    portLevelSettings:
      - {port: {number: 8000}, tls: {mode: DISABLE}, connectionPool: {tcp: {maxConnections: 1}}}
  subsets:
    - {name: v1, labels: {version: v1}}
    - {name: near, labels: {topology.kubernetes.io/region: eu}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: api, namespace: bank}
spec:
  host: api.example.org
  exportTo: ["."]
  workloadSelector: {matchLabels: {app: a}}
  trafficPolicy:
    tls: {mode: SIMPLE, credentialName: ca, sni: api.example.org}
    loadBalancer: {simple: LEAST_REQUEST, warmup: {duration: 10s, minimumPercent: 10, aggression: 1}}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: api, namespace: shop}
spec:
  hosts: [api.example.org]
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{number: 443, name: tls, protocol: TLS}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: mongo, namespace: bank, labels: {networking.istio.io/enable-autoallocate-ip: "false"}}
spec:
  hosts: [mongo.example.org]
  addresses: [240.0.0.1/32]
  location: MESH_EXTERNAL
  resolution: STATIC
  exportTo: ["*"]
  ports: [{number: 27017, name: mongo, protocol: MONGO, targetPort: 27018}]
  endpoints: [{address: 10.1.1.1, ports: {mongo: 27017}, labels: {app: mongo}}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: wild, namespace: shop}
spec:
  hosts: ["*.wild.example.org"]
  resolution: NONE
  exportTo: ["."]
  ports: [{number: 443, name: tls, protocol: TLS}, {number: 80, name: http, protocol: HTTP}]
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: shop}
spec:
  egress: [{hosts: ["./*", "istio-system/*"]}]
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: ratings, namespace: shop}
spec:
  workloadSelector: {labels: {app: ratings}}
  ingress:
    - port: {number: 9080, protocol: HTTP, name: http}
      defaultEndpoint: 127.0.0.1:8080
      connectionPool: {http: {maxRetries: 1}}
    - port: {number: 9443, protocol: HTTPS, name: https}
      defaultEndpoint: unix:///var/run/a.sock
      tls: {mode: SIMPLE, serverCertificate: /a, privateKey: /b}
  egress:
    - {port: {number: 8000, protocol: HTTP, name: out}, bind: 127.0.0.1, hosts: ["shop/ratings.shop.svc.cluster.local"]}
    - {hosts: ["*/api.example.org", "bank/*"]}
  outboundTrafficPolicy: {mode: REGISTRY_ONLY}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: vm-1, namespace: bank}
spec: {address: 10.2.2.2, ports: {http: 8080}, labels: {app: mongo}, serviceAccount: vm, network: n1}
---
apiVersion: networking.istio.io/v1
kind: WorkloadGroup
metadata: {name: vms, namespace: bank}
spec:
  metadata: {labels: {app: mongo}}
  template: {serviceAccount: vm, ports: {http: 8080}}
  probe: {initialDelaySeconds: 5, httpGet: {port: 8080, scheme: HTTPS, path: /health, httpHeaders: [{name: x-a, value: b}]}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ratings, namespace: shop}
spec:
  selector: {matchLabels: {app: ratings}}
  action: DENY
  rules:
    - from: [{source: {namespaces: [bank], notIpBlocks: [10.0.0.0/8]}}, {source: {principals: ["*"]}}]
      to: [{operation: {methods: [GET], paths: ["/a/{*}", "/b*"], ports: ["8080"]}}]
      when: [{key: "request.headers[x-a]", values: [a]}, {key: source.ip, notValues: [10.0.0.1]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: custom, namespace: bank}
spec:
  action: CUSTOM
  provider: {name: opa}
  rules: [{to: [{operation: {hosts: [a.example.org]}}]}]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: ratings, namespace: shop}
spec:
  selector: {matchLabels: {app: ratings}}
  mtls: {mode: STRICT}
  portLevelMtls: {8080: {mode: DISABLE}}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: jwt, namespace: istio-system}
spec:
  selector: {matchLabels: {istio: egressgateway}}
  jwtRules:
    - issuer: https://issuer.example.org
      jwksUri: https://issuer.example.org/keys
      audiences: [shop]
      fromHeaders: [{name: x-jwt, prefix: "Bearer "}]
      fromParams: [token]
      outputClaimToHeaders: [{claim: sub, header: x-sub}]
      timeout: 2s
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: ratings, namespace: shop}
spec:
  selector: {matchLabels: {app: ratings}}
  tracing: [{providers: [{name: otel}], randomSamplingPercentage: 10, customTags: {a: {literal: {value: b}}, c: {header: {name: d}}}}]
  metrics: [{providers: [{name: prometheus}], overrides: [{match: {metric: REQUEST_COUNT}, tagOverrides: {a: {operation: UPSERT, value: b}, c: {operation: REMOVE}}}]}]
  accessLogging: [{providers: [{name: envoy}]}]
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: default, namespace: shop}
spec:
  accessLogging: [{disabled: true}]
---
apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: {name: plugin, namespace: shop}
spec:
  selector: {matchLabels: {app: ratings}}
  url: oci://registry.example.org/plugin:1
  sha256: 1ef0c9a92b0420cf25f7fe5d481b231464bc88f486ca3b9c83ed5cc21d2f6210
  imagePullSecret: pull
  pluginName: plugin
  vmConfig: {env: [{name: A, value: b}, {name: B, valueFrom: HOST}]}
  match: [{mode: SERVER, ports: [{number: 80}]}]
---
apiVersion: extensions.istio.io/v1alpha1
kind: TrafficExtension
metadata: {name: lua, namespace: shop}
spec:
  selector: {matchLabels: {app: ratings}}
  lua: {inlineCode: "function envoy_on_request(h) end"}
  match: [{ports: [{number: 80}]}]
---
apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: {name: image, namespace: shop}
spec:
  selector: {matchLabels: {app: reviews}}
  concurrency: 2
  image: {imageType: default}
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: lua, namespace: shop}
spec:
  workloadSelector: {labels: {app: ratings}}
  priority: 10
  configPatches:
    - applyTo: HTTP_FILTER
      match:
        context: SIDECAR_INBOUND
        proxy: {proxyVersion: "1\\\\.30.*"}
        listener: {portNumber: 8080, filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}
      patch:
        operation: INSERT_BEFORE
        value: {name: envoy.filters.http.lua, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua, default_source_code: {inline_string: x}}}
    - applyTo: HTTP_ROUTE
      match: {routeConfiguration: {vhost: {name: a}}}
      patch: {operation: MERGE, value: {name: r}}
    - applyTo: CLUSTER
      match: {cluster: {service: ratings.shop.svc.cluster.local}}
      patch: {operation: REMOVE}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: kube, namespace: shop}
spec:
  gatewayClassName: istio
  listeners: [{name: http, port: 80, protocol: HTTP}]
status:
  conditions: [{type: Accepted, status: "True", reason: Accepted, message: ok, lastTransitionTime: "2026-01-01T00:00:00Z"}]
---
apiVersion: v1
kind: Pod
metadata: {name: kube-1, namespace: shop, labels: {gateway.networking.k8s.io/gateway-name: kube, app: kube}}
spec:
  containers: [{name: istio-proxy, image: docker.io/istio/proxyv2:1.30.3}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: tlsroutes.gateway.networking.k8s.io, annotations: {gateway.networking.k8s.io/bundle-version: v1.6.0}}
spec:
  group: gateway.networking.k8s.io
  names: {kind: TLSRoute, plural: tlsroutes}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true}]
`;

/** The objects of the configuration, each time new. */
export function baseObjects(): any[] {
  return parseAllDocuments(BASE).map(document => document.toJS());
}
