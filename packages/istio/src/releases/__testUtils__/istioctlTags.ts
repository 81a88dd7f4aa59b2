/** What istioctl 1.31-dev (27 August 2026) answered on a real mesh: the injectors that it starts from, and the output of `istioctl tag generate TAG --revision REVISION --overwrite`. Certificates are replaced. */
export const TAGS = {
  canonical: {
    default: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: {
        labels: {
          app: 'sidecar-injector',
          'app.kubernetes.io/instance': 'istio',
          'app.kubernetes.io/managed-by': 'Helm',
          'app.kubernetes.io/name': 'istiod',
          'app.kubernetes.io/part-of': 'istio',
          'app.kubernetes.io/version': '1.0.0',
          'helm.sh/chart': 'istiod-1.0.0',
          'install.operator.istio.io/owning-resource': 'unknown',
          'install.operator.istio.io/owning-resource-namespace': 'istio-system',
          'istio.io/rev': 'default',
          'operator.istio.io/component': 'Pilot',
          'operator.istio.io/managed': 'Reconcile',
          'operator.istio.io/version': '1.31-dev',
          release: 'istio',
        },
        name: 'istio-sidecar-injector',
      },
      webhooks: [
        {
          admissionReviewVersions: ['v1'],
          clientConfig: {
            caBundle: 'Q0E=',
            service: {
              name: 'istiod',
              namespace: 'istio-system',
              path: '/inject',
              port: 443,
            },
          },
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          name: 'rev.namespace.sidecar-injector.istio.io',
          namespaceSelector: {
            matchLabels: {
              'istio.io/deactivated': 'never-match',
            },
          },
          objectSelector: {
            matchLabels: {
              'istio.io/deactivated': 'never-match',
            },
          },
          reinvocationPolicy: 'Never',
          rules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
              scope: '*',
            },
          ],
          sideEffects: 'None',
          timeoutSeconds: 10,
        },
        {
          admissionReviewVersions: ['v1'],
          clientConfig: {
            caBundle: 'Q0E=',
            service: {
              name: 'istiod',
              namespace: 'istio-system',
              path: '/inject',
              port: 443,
            },
          },
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          name: 'rev.object.sidecar-injector.istio.io',
          namespaceSelector: {
            matchLabels: {
              'istio.io/deactivated': 'never-match',
            },
          },
          objectSelector: {
            matchLabels: {
              'istio.io/deactivated': 'never-match',
            },
          },
          reinvocationPolicy: 'Never',
          rules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
              scope: '*',
            },
          ],
          sideEffects: 'None',
          timeoutSeconds: 10,
        },
        {
          admissionReviewVersions: ['v1'],
          clientConfig: {
            caBundle: 'Q0E=',
            service: {
              name: 'istiod',
              namespace: 'istio-system',
              path: '/inject',
              port: 443,
            },
          },
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          name: 'namespace.sidecar-injector.istio.io',
          namespaceSelector: {
            matchLabels: {
              'istio.io/deactivated': 'never-match',
            },
          },
          objectSelector: {
            matchLabels: {
              'istio.io/deactivated': 'never-match',
            },
          },
          reinvocationPolicy: 'Never',
          rules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
              scope: '*',
            },
          ],
          sideEffects: 'None',
          timeoutSeconds: 10,
        },
        {
          admissionReviewVersions: ['v1'],
          clientConfig: {
            caBundle: 'Q0E=',
            service: {
              name: 'istiod',
              namespace: 'istio-system',
              path: '/inject',
              port: 443,
            },
          },
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          name: 'object.sidecar-injector.istio.io',
          namespaceSelector: {
            matchLabels: {
              'istio.io/deactivated': 'never-match',
            },
          },
          objectSelector: {
            matchLabels: {
              'istio.io/deactivated': 'never-match',
            },
          },
          reinvocationPolicy: 'Never',
          rules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
              scope: '*',
            },
          ],
          sideEffects: 'None',
          timeoutSeconds: 10,
        },
      ],
    },
    canary: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: {
        labels: {
          app: 'sidecar-injector',
          'app.kubernetes.io/instance': 'istio',
          'app.kubernetes.io/managed-by': 'Helm',
          'app.kubernetes.io/name': 'istiod',
          'app.kubernetes.io/part-of': 'istio',
          'app.kubernetes.io/version': '1.0.0',
          'helm.sh/chart': 'istiod-1.0.0',
          'install.operator.istio.io/owning-resource': 'unknown',
          'install.operator.istio.io/owning-resource-namespace': 'istio-system',
          'istio.io/rev': 'canary',
          'operator.istio.io/component': 'Pilot',
          'operator.istio.io/managed': 'Reconcile',
          'operator.istio.io/version': '1.31-dev',
          release: 'istio',
        },
        name: 'istio-sidecar-injector-canary',
      },
      webhooks: [
        {
          admissionReviewVersions: ['v1'],
          clientConfig: {
            caBundle: 'Q0E=',
            service: {
              name: 'istiod-canary',
              namespace: 'istio-system',
              path: '/inject',
              port: 443,
            },
          },
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          name: 'rev.namespace.sidecar-injector.istio.io',
          namespaceSelector: {
            matchExpressions: [
              {
                key: 'istio.io/rev',
                operator: 'In',
                values: ['canary'],
              },
              {
                key: 'istio-injection',
                operator: 'DoesNotExist',
              },
            ],
          },
          objectSelector: {
            matchExpressions: [
              {
                key: 'sidecar.istio.io/inject',
                operator: 'NotIn',
                values: ['false'],
              },
            ],
          },
          reinvocationPolicy: 'Never',
          rules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
              scope: '*',
            },
          ],
          sideEffects: 'None',
          timeoutSeconds: 10,
        },
        {
          admissionReviewVersions: ['v1'],
          clientConfig: {
            caBundle: 'Q0E=',
            service: {
              name: 'istiod-canary',
              namespace: 'istio-system',
              path: '/inject',
              port: 443,
            },
          },
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          name: 'rev.object.sidecar-injector.istio.io',
          namespaceSelector: {
            matchExpressions: [
              {
                key: 'istio.io/rev',
                operator: 'DoesNotExist',
              },
              {
                key: 'istio-injection',
                operator: 'DoesNotExist',
              },
            ],
          },
          objectSelector: {
            matchExpressions: [
              {
                key: 'sidecar.istio.io/inject',
                operator: 'NotIn',
                values: ['false'],
              },
              {
                key: 'istio.io/rev',
                operator: 'In',
                values: ['canary'],
              },
            ],
          },
          reinvocationPolicy: 'Never',
          rules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
              scope: '*',
            },
          ],
          sideEffects: 'None',
          timeoutSeconds: 10,
        },
      ],
    },
  },
  generated: {
    'prod canary': [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        metadata: {
          labels: {
            app: 'sidecar-injector',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            'istio.io/rev': 'canary',
            'istio.io/tag': 'prod',
            release: 'istio',
          },
          name: 'istio-revision-tag-prod',
        },
        webhooks: [
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod-canary',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'rev.namespace.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'In',
                  values: ['prod'],
                },
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod-canary',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'rev.object.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
                {
                  key: 'istio.io/rev',
                  operator: 'In',
                  values: ['prod'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
        ],
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          labels: {
            app: 'istiod',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            istio: 'pilot',
            'istio.io/rev': 'canary',
            'istio.io/tag': 'prod',
            release: 'istio',
          },
          name: 'istiod-revision-tag-prod',
          namespace: 'istio-system',
        },
        spec: {
          ports: [
            {
              name: 'grpc-xds',
              port: 15010,
              protocol: 'TCP',
              targetPort: 0,
            },
            {
              name: 'https-dns',
              port: 15012,
              protocol: 'TCP',
              targetPort: 0,
            },
            {
              name: 'https-webhook',
              port: 443,
              protocol: 'TCP',
              targetPort: 15017,
            },
            {
              name: 'http-monitoring',
              port: 15014,
              protocol: 'TCP',
              targetPort: 0,
            },
          ],
          selector: {
            app: 'istiod',
            'istio.io/rev': 'canary',
          },
        },
        status: {
          loadBalancer: {},
        },
      },
    ],
    'prod default': [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        metadata: {
          labels: {
            app: 'sidecar-injector',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            'istio.io/rev': 'default',
            'istio.io/tag': 'prod',
            release: 'istio',
          },
          name: 'istio-revision-tag-prod',
        },
        webhooks: [
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'rev.namespace.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'In',
                  values: ['prod'],
                },
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'rev.object.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
                {
                  key: 'istio.io/rev',
                  operator: 'In',
                  values: ['prod'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
        ],
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          labels: {
            app: 'istiod',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            istio: 'pilot',
            'istio.io/rev': 'default',
            'istio.io/tag': 'prod',
            release: 'istio',
          },
          name: 'istiod-revision-tag-prod',
          namespace: 'istio-system',
        },
        spec: {
          ports: [
            {
              name: 'grpc-xds',
              port: 15010,
              protocol: 'TCP',
              targetPort: 0,
            },
            {
              name: 'https-dns',
              port: 15012,
              protocol: 'TCP',
              targetPort: 0,
            },
            {
              name: 'https-webhook',
              port: 443,
              protocol: 'TCP',
              targetPort: 15017,
            },
            {
              name: 'http-monitoring',
              port: 15014,
              protocol: 'TCP',
              targetPort: 0,
            },
          ],
          selector: {
            app: 'istiod',
            'istio.io/rev': 'default',
          },
        },
        status: {
          loadBalancer: {},
        },
      },
    ],
    'default canary': [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        metadata: {
          labels: {
            app: 'sidecar-injector',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            'istio.io/rev': 'canary',
            'istio.io/tag': 'default',
            release: 'istio',
          },
          name: 'istio-revision-tag-default',
        },
        webhooks: [
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod-canary',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'rev.namespace.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'In',
                  values: ['default'],
                },
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod-canary',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'rev.object.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
                {
                  key: 'istio.io/rev',
                  operator: 'In',
                  values: ['default'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod-canary',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'namespace.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio-injection',
                  operator: 'In',
                  values: ['enabled'],
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod-canary',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'object.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'In',
                  values: ['true'],
                },
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
        ],
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: {
          labels: {
            app: 'istiod',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            istio: 'istiod',
            'istio.io/rev': 'canary',
            'istio.io/tag': 'default',
            release: 'istio',
          },
          name: 'istiod-default-validator',
        },
        webhooks: [
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod-canary',
                namespace: 'istio-system',
                path: '/validate',
              },
            },
            name: 'validation.istio.io',
            objectSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
              ],
            },
            rules: [
              {
                apiGroups: [
                  'security.istio.io',
                  'networking.istio.io',
                  'telemetry.istio.io',
                  'extensions.istio.io',
                ],
                apiVersions: ['*'],
                operations: ['CREATE', 'UPDATE'],
                resources: ['*'],
              },
            ],
            sideEffects: 'None',
          },
        ],
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          labels: {
            app: 'istiod',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            istio: 'pilot',
            'istio.io/rev': 'canary',
            'istio.io/tag': 'default',
            release: 'istio',
          },
          name: 'istiod-revision-tag-default',
          namespace: 'istio-system',
        },
        spec: {
          ports: [
            {
              name: 'grpc-xds',
              port: 15010,
              protocol: 'TCP',
              targetPort: 0,
            },
            {
              name: 'https-dns',
              port: 15012,
              protocol: 'TCP',
              targetPort: 0,
            },
            {
              name: 'https-webhook',
              port: 443,
              protocol: 'TCP',
              targetPort: 15017,
            },
            {
              name: 'http-monitoring',
              port: 15014,
              protocol: 'TCP',
              targetPort: 0,
            },
          ],
          selector: {
            app: 'istiod',
            'istio.io/rev': 'canary',
          },
        },
        status: {
          loadBalancer: {},
        },
      },
    ],
    'default default': [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        metadata: {
          labels: {
            app: 'sidecar-injector',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            'istio.io/rev': 'default',
            'istio.io/tag': 'default',
            release: 'istio',
          },
          name: 'istio-revision-tag-default',
        },
        webhooks: [
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'rev.namespace.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'In',
                  values: ['default'],
                },
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'rev.object.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
                {
                  key: 'istio.io/rev',
                  operator: 'In',
                  values: ['default'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'namespace.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio-injection',
                  operator: 'In',
                  values: ['enabled'],
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'NotIn',
                  values: ['false'],
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod',
                namespace: 'istio-system',
                path: '/inject',
                port: 443,
              },
            },
            failurePolicy: 'Fail',
            name: 'object.sidecar-injector.istio.io',
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'istio-injection',
                  operator: 'DoesNotExist',
                },
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
              ],
            },
            objectSelector: {
              matchExpressions: [
                {
                  key: 'sidecar.istio.io/inject',
                  operator: 'In',
                  values: ['true'],
                },
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
              ],
            },
            reinvocationPolicy: 'Never',
            rules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['pods'],
              },
            ],
            sideEffects: 'None',
          },
        ],
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: {
          labels: {
            app: 'istiod',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            istio: 'istiod',
            'istio.io/rev': 'default',
            'istio.io/tag': 'default',
            release: 'istio',
          },
          name: 'istiod-default-validator',
        },
        webhooks: [
          {
            admissionReviewVersions: ['v1'],
            clientConfig: {
              caBundle: 'Q0E=',
              service: {
                name: 'istiod',
                namespace: 'istio-system',
                path: '/validate',
              },
            },
            name: 'validation.istio.io',
            objectSelector: {
              matchExpressions: [
                {
                  key: 'istio.io/rev',
                  operator: 'DoesNotExist',
                },
              ],
            },
            rules: [
              {
                apiGroups: [
                  'security.istio.io',
                  'networking.istio.io',
                  'telemetry.istio.io',
                  'extensions.istio.io',
                ],
                apiVersions: ['*'],
                operations: ['CREATE', 'UPDATE'],
                resources: ['*'],
              },
            ],
            sideEffects: 'None',
          },
        ],
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          labels: {
            app: 'istiod',
            'app.kubernetes.io/instance': 'istio',
            'app.kubernetes.io/managed-by': 'Helm',
            'app.kubernetes.io/name': 'istiod',
            'app.kubernetes.io/part-of': 'istio',
            'app.kubernetes.io/version': '1.0.0',
            'helm.sh/chart': 'istiod-1.0.0',
            istio: 'pilot',
            'istio.io/rev': 'default',
            'istio.io/tag': 'default',
            release: 'istio',
          },
          name: 'istiod-revision-tag-default',
          namespace: 'istio-system',
        },
        spec: {
          ports: [
            {
              name: 'grpc-xds',
              port: 15010,
              protocol: 'TCP',
              targetPort: 0,
            },
            {
              name: 'https-dns',
              port: 15012,
              protocol: 'TCP',
              targetPort: 0,
            },
            {
              name: 'https-webhook',
              port: 443,
              protocol: 'TCP',
              targetPort: 15017,
            },
            {
              name: 'http-monitoring',
              port: 15014,
              protocol: 'TCP',
              targetPort: 0,
            },
          ],
          selector: {
            app: 'istiod',
            'istio.io/rev': 'default',
          },
        },
        status: {
          loadBalancer: {},
        },
      },
    ],
  },
} as any;
