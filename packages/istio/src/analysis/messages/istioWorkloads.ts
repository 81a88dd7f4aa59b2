import { MessageCatalogue } from './MessageSpec';

/** Istio's codes about workloads, injection and annotations. */
export const ISTIO_WORKLOADS: MessageCatalogue = {
  IST0102: {
    name: 'NamespaceNotInjected',
    severity: 'info',
    text: namespace => `Namespace ${namespace} is not part of the mesh.`,
    effect:
      'Its pods get no proxy. Label it istio-injection=enabled, or =disabled to say that this is wanted.',
  },
  IST0103: {
    name: 'PodMissingProxy',
    severity: 'warning',
    text: pod => `Pod ${pod} has no proxy.`,
    effect:
      'Rules of the mesh do not count for it, and its traffic is not encrypted. Restart its workload.',
  },
  IST0107: {
    name: 'MisplacedAnnotation',
    severity: 'warning',
    text: (annotation, kinds) => `${annotation} is for ${kinds} only.`,
    effect: 'The annotation has no effect here.',
  },
  IST0108: {
    name: 'UnknownAnnotation',
    severity: 'warning',
    text: annotation => `Istio knows no annotation ${annotation}.`,
    effect: 'The annotation has no effect.',
  },
  IST0116: {
    name: 'DeploymentAssociatedToMultipleServices',
    severity: 'warning',
    text: (deployment, port, services) =>
      `The Services ${services} of Deployment ${deployment} have port ${port} with different protocols.`,
    effect: 'Traffic to the port may be read with the wrong protocol.',
  },
  IST0118: {
    name: 'PortNameIsNotUnderNamingConvention',
    severity: 'info',
    text: (name, port, target) =>
      `The name of port ${port} (${JSON.stringify(
        name,
      )}, target ${target}) says no protocol.`,
    effect: 'Proxies guess the protocol of each connection.',
    alsoKnownAs: ['KIA0601'],
  },
  IST0123: {
    name: 'NamespaceMultipleInjectionLabels',
    severity: 'warning',
    text: labels => `The namespace has labels that contradict: ${labels}.`,
    effect: 'Whether and by which revision pods get a proxy is not defined.',
  },
  IST0125: {
    name: 'InvalidAnnotation',
    severity: 'warning',
    text: (annotation, problem) =>
      `${annotation} has a wrong value: ${problem}`,
    effect: 'Pods are not injected, or the setting does not count.',
  },
  IST0135: {
    name: 'DeprecatedAnnotation',
    severity: 'info',
    text: (annotation, extra) => `${annotation} is deprecated${extra}.`,
    effect: 'A later version of Istio may not know it any more.',
  },
  IST0136: {
    name: 'AlphaAnnotation',
    severity: 'info',
    text: annotation => `${annotation} belongs to a feature in alpha.`,
    effect: 'It may change or go without notice.',
  },
  IST0137: {
    name: 'DeploymentConflictingPorts',
    severity: 'warning',
    text: (deployment, services, target, ports) =>
      `The Services ${services} of Deployment ${deployment} lead different ports (${ports}) to the same target port ${target}.`,
    effect: 'Istio keeps one of the ports for the workload; others may fail.',
  },
  IST0144: {
    name: 'InvalidApplicationUID',
    severity: 'warning',
    text: () => 'A container runs as user 1337, which is the proxy’s.',
    effect: 'Its traffic passes by the proxy.',
  },
  IST0146: {
    name: 'ImageAutoWithoutInjectionWarning',
    severity: 'warning',
    text: (kind, name) =>
      `${kind} ${name} has the image "auto", but no injector selects it.`,
    effect: 'Its pods cannot start: there is no such image.',
  },
  IST0147: {
    name: 'ImageAutoWithoutInjectionError',
    severity: 'error',
    text: (kind, name) =>
      `${kind} ${name} has the image "auto", which the injector did not replace.`,
    effect: 'It cannot start: there is no such image.',
  },
  IST0148: {
    name: 'NamespaceInjectionEnabledByDefault',
    severity: 'info',
    text: () =>
      'The namespace is in the mesh, since injection is on for all namespaces.',
    effect: 'Its pods get a proxy without a label that says so.',
  },
  IST0150: {
    name: 'ExternalNameServiceTypeInvalidPortName',
    severity: 'warning',
    text: () => 'A port of this ExternalName Service has no protocol but TCP.',
    effect: 'Proxies may catch traffic of other hosts with the same port.',
  },
  IST0158: {
    name: 'PodsIstioProxyImageMismatchInNamespace',
    severity: 'warning',
    text: pods =>
      `The proxies of these pods have another image than the injector gives: ${pods}.`,
    effect: 'They run another version than the control plane. Restart them.',
  },
  IST0166: {
    name: 'IneffectiveSelector',
    severity: 'warning',
    text: gateway =>
      `The selector hits pods of the Gateway ${gateway}, for which only targetRefs count.`,
    effect: 'The policy does not apply to the gateway.',
  },
  IST0167: {
    name: 'IneffectivePolicy',
    severity: 'warning',
    text: reason => `The policy has no effect: ${reason}.`,
    effect: 'What it says is not enforced.',
  },
  IST0170: {
    name: 'MultiClusterInconsistentService',
    severity: 'warning',
    text: (name, namespace, clusters, error) =>
      `Service ${name} of namespace ${namespace} differs between the clusters ${clusters}: ${error}.`,
    effect: 'The clusters treat its traffic differently.',
  },
};
