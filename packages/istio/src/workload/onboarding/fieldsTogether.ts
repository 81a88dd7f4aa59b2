import type { InputReader } from '../../input/InputReader';
import { DEFAULT_HTTP_PROXY_PORT } from './machineProxy';
import { classOf } from './names';
import type { VmOnboardingInput } from './VmOnboardingInput';

function refuseSubsetsWithoutSense(
  input: VmOnboardingInput,
  reader: InputReader,
): void {
  const { label, machines, containers } = classOf(input);
  if (input.labels && Object.hasOwn(input.labels, label)) {
    reader.refuse(
      `labels["${label}"]`,
      'This label tells machines and pods apart, and its value comes from subsets.machines. Take it out.',
    );
  }
  if (!input.subsets) {
    if (input.machinesPercent !== undefined) {
      reader.refuse(
        'machinesPercent',
        'A share needs subsets, so that machines and pods can be told apart.',
      );
    }
    return;
  }
  if (!input.service) {
    reader.refuse(
      'subsets',
      'Subsets are of a service. Say which one under service.',
    );
  }
  if (machines === containers) {
    reader.refuse(
      'subsets.containers',
      'Machines and pods need different values of the label.',
    );
  }
  if (label === 'version' && input.version !== undefined) {
    reader.refuse(
      'subsets.label',
      'The label version has a value from the field version already. Leave one of the two out.',
    );
  }
}

function refuseWithoutCaptureClashes(
  { ports, withoutCapture, excludedPorts }: VmOnboardingInput,
  reader: InputReader,
): void {
  if (!withoutCapture) {
    return;
  }
  if (excludedPorts) {
    reader.refuse(
      'excludedPorts',
      'Without capture there is nothing to leave out of it. Take one of the two out.',
    );
  }
  const listening = ports.map(one => one.targetPort ?? one.number);
  listening.forEach((port, index) => {
    if (port && listening.indexOf(port) < index) {
      reader.refuse(
        `ports[${index}].targetPort`,
        `Without capture the proxy listens on ${port} itself, and can do so for one port of the service only.`,
      );
    }
  });
  const { port = DEFAULT_HTTP_PROXY_PORT } = withoutCapture.httpProxy ?? {};
  if (withoutCapture.httpProxy && listening.includes(port)) {
    reader.refuse(
      'withoutCapture.httpProxy.port',
      `The application listens on port ${port} of 127.0.0.1 already. Choose another.`,
    );
  }
}

/** Refuses what is right by itself and makes no sense together. */
export function refuseTogether(
  input: VmOnboardingInput,
  reader: InputReader,
): void {
  refuseSubsetsWithoutSense(input, reader);
  refuseWithoutCaptureClashes(input, reader);
  if (input.identity === 'machine' && input.autoRegister !== false) {
    reader.refuse(
      'identity',
      "istiod gives machines that it registers the group's account. Set autoRegister to false, or make a group for each machine.",
    );
  }
}
