/** One line of the kubectl table. */
export interface KubectlRow {
  /** What a person would type, without namespace and kubeconfig. */
  title: string;
  args: string[];
  /** Written to kubectl's standard input, for `-f -`. */
  input?: string;
  /** 0 unless told; `kubectl diff` says 1 where there is a difference. */
  exit?: number;
  /** What standard output and error together must hold. */
  output: RegExp;
  /** Seconds after which kubectl is ended, for commands that never end. */
  endAfter?: number;
}

const workload = (image: string) => `
apiVersion: v1
kind: ServiceAccount
metadata: { name: shop }
---
apiVersion: v1
kind: Service
metadata: { name: shop, labels: { app: shop } }
spec:
  selector: { app: shop }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, labels: { app: shop } }
spec:
  replicas: 0
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      serviceAccountName: shop
      containers: [{ name: shop, image: '${image}', ports: [{ containerPort: 8080 }] }]
`;

const policy = (mode: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: shop, labels: { app: shop } }
spec: { mtls: { mode: ${mode} } }
`;

/**
 * What people do with kubectl, in an order in which each command finds what it
 * needs. `ns` is a namespace that the rows make and remove.
 */
export function kubectlRows(ns: string): KubectlRow[] {
  const old = workload('example.com/shop:1');
  const inNamespace = (
    title: string,
    output: RegExp,
    more: Partial<KubectlRow> = {},
  ): KubectlRow => ({
    title,
    args: [...title.split(' ').slice(1), '--namespace', ns],
    output,
    ...more,
  });
  return [
    { title: 'kubectl version', args: ['version'], output: /Server Version: / },
    {
      title: 'kubectl api-resources',
      args: ['api-resources'],
      output:
        /peerauthentications +pa +security\.istio\.io\/v1 +true +PeerAuth/,
    },
    {
      title: 'kubectl api-versions',
      args: ['api-versions'],
      output: /networking\.istio\.io\/v1\n/,
    },
    {
      title: 'kubectl get --raw /readyz',
      args: ['get', '--raw', '/readyz'],
      output: /^ok$/m,
    },
    {
      title: 'kubectl explain peerauthentication.spec.mtls',
      args: ['explain', 'peerauthentication.spec.mtls'],
      output: /KIND: +PeerAuthentication[\s\S]*FIELDS:\s+mode\t/,
    },
    {
      title: 'kubectl create namespace NAME',
      args: ['create', 'namespace', ns],
      output: /namespace\/.* created/,
    },
    inNamespace('kubectl create configmap one --from-literal=a=b', /created/),
    inNamespace(
      'kubectl apply --server-side -f -',
      /service\/shop serverside-applied\ndeployment.apps\/shop serverside-applied/,
      { input: old },
    ),
    {
      ...inNamespace(
        'kubectl apply --server-side -f -',
        /peerauthentication.security.istio.io\/shop serverside-applied/,
        { input: policy('STRICT') },
      ),
      title: 'kubectl apply --server-side -f - (Istio)',
    },
    {
      ...inNamespace('kubectl apply --server-side -f -', /serverside-applied/, {
        input: old,
      }),
      title: 'kubectl apply --server-side -f - (unchanged)',
    },
    {
      ...inNamespace('kubectl diff --server-side -f -', /^$/, { input: old }),
      title: 'kubectl diff --server-side -f - (unchanged)',
    },
    {
      ...inNamespace(
        'kubectl diff --server-side -f -',
        /-\s+- image: example.com\/shop:1\n\+\s+- image: example.com\/shop:2/,
        { input: workload('example.com/shop:2'), exit: 1 },
      ),
      title: 'kubectl diff --server-side -f - (changed)',
    },
    {
      ...inNamespace(
        'kubectl apply --server-side --field-manager=other -f -',
        /conflict with "kubectl": \.spec\.mtls\.mode/,
        { input: policy('PERMISSIVE'), exit: 1 },
      ),
      title:
        'kubectl apply --server-side --field-manager=other -f - (conflict)',
    },
    inNamespace(
      'kubectl apply --server-side --field-manager=other --force-conflicts -f -',
      /serverside-applied/,
      { input: policy('PERMISSIVE') },
    ),
    inNamespace('kubectl get deployments', /NAME +READY.*\nshop +0\/0/),
    inNamespace('kubectl get peerauthentications', /NAME .*AGE\nshop /),
    inNamespace('kubectl get deployment shop -o json', /"kind": "Deployment"/),
    inNamespace(
      'kubectl get service shop -o jsonpath={.spec.ports[0].port}',
      /^80$/,
    ),
    inNamespace('kubectl get pa shop -o yaml', /\n {4}mode: PERMISSIVE/),
    inNamespace(
      'kubectl get svc,deploy,pa -l app=shop -o name',
      /^service\/shop\ndeployment.apps\/shop\npeerauthentication.security.istio.io\/shop$/m,
    ),
    inNamespace(
      'kubectl get configmap missing',
      /configmaps "missing" not found/,
      {
        exit: 1,
      },
    ),
    {
      title: 'kubectl get pa -A -l app=shop',
      args: ['get', 'pa', '-A', '-l', 'app=shop'],
      output: new RegExp(`NAMESPACE +NAME.*\\n(.*\\n)*${ns} +shop`),
    },
    inNamespace('kubectl get pa --watch', /NAME .*AGE\nshop /, { endAfter: 2 }),
    inNamespace('kubectl describe pa shop', /Kind: +PeerAuthentication/),
    inNamespace('kubectl label pa shop team=a', /labeled/),
    inNamespace('kubectl annotate pa shop example.com/why=test', /annotated/),
    inNamespace(
      'kubectl patch pa shop --type=merge -p {"spec":{"mtls":{"mode":"STRICT"}}}',
      /patched/,
    ),
    inNamespace(
      'kubectl patch pa shop --type=json -p [{"op":"remove","path":"/spec/mtls"}]',
      /patched/,
    ),
    inNamespace(
      'kubectl wait --for=condition=Available deployment/shop --timeout=20s',
      /deployment.apps\/shop condition met/,
    ),
    inNamespace(
      'kubectl wait --for=jsonpath={.spec.type}=ClusterIP service/shop --timeout=20s',
      /service\/shop condition met/,
    ),
    inNamespace(
      'kubectl rollout status deployment/shop --timeout=20s',
      /successfully rolled out/,
    ),
    inNamespace('kubectl create serviceaccount bot', /created/),
    inNamespace('kubectl create token bot', /^[\w-]+\.[\w-]+\.[\w-]+$/m),
    inNamespace(
      'kubectl create role bot --verb=get --resource=pods',
      /role.rbac.authorization.k8s.io\/bot created/,
    ),
    {
      ...inNamespace(
        `kubectl create rolebinding bot --role=bot --serviceaccount=${ns}:bot`,
        /created/,
      ),
      title: 'kubectl create rolebinding bot --role=bot --serviceaccount=NAME',
    },
    inNamespace(
      'kubectl auth can-i create gateways.networking.istio.io',
      /^yes$/m,
    ),
    inNamespace(
      'kubectl wait --for=delete service/shop --timeout=1s',
      /timed out waiting for the condition/,
      { exit: 1 },
    ),
    inNamespace('kubectl delete configmap one', /"one" deleted/),
    inNamespace('kubectl delete pa -l app=shop', /"shop" deleted/),
    inNamespace('kubectl delete -f -', /deployment.apps "shop" deleted/, {
      input: old,
    }),
    inNamespace(
      'kubectl wait --for=delete deployment/shop --timeout=20s',
      /condition met|^$/,
    ),
    {
      title: 'kubectl delete namespace NAME',
      args: ['delete', 'namespace', ns, '--timeout=60s'],
      output: /namespace ".*" deleted/,
    },
  ];
}
