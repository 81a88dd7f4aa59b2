export * from './addresses';
export * from './hosts';
export * from './kubernetesObject';
export * from './labelSelector';
export * from './names';
export * from './parseLabelSelector';
export * from './punycode';
export * from './toYaml';
