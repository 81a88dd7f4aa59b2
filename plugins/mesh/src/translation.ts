import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { frameMessages } from './words/frameMessages';
import { glossaryMessages } from './words/glossaryMessages';
import { policyMessages } from './words/policyMessages';
import { versionMessages } from './words/versionMessages';
import { virtualMachineMessages } from './words/virtualMachineMessages';
import { clusterPickerMessages } from './words/clusterPickerMessages';
import { requestMessages } from './words/requestMessages';
import { findingMessages } from './words/findingMessages';
import { tetrateMessages } from './words/tetrateMessages';
import { egressMessages } from './words/egressMessages';
import { joiningMessages } from './words/joiningMessages';
import { vmFormMessages } from './words/vmFormMessages';
import { certificateMessages } from './words/certificateMessages';
import { remoteMessages } from './words/remoteMessages';
import { scopeMessages } from './words/scopeMessages';
import { tabMessages } from './words/tabMessages';
import { releaseMessages } from './words/releaseMessages';
import { fleetMessages } from './words/fleetMessages';
import { egressFormMessages } from './words/egressFormMessages';

/** Every word the plugin shows. Override it with a `TranslationBlueprint`. */
export const meshTranslationRef = createTranslationRef({
  id: 'plugin.mesh',
  messages: {
    frame: frameMessages,
    glossary: glossaryMessages,
    version: versionMessages,
    machines: virtualMachineMessages,
    policies: policyMessages,
    clusterPicker: clusterPickerMessages,
    requests: requestMessages,
    findings: findingMessages,
    egress: egressMessages,
    egressForm: egressFormMessages,
    vmForm: vmFormMessages,
    joining: joiningMessages,
    tetrate: tetrateMessages,
    remote: remoteMessages,
    scope: scopeMessages,
    certificates: certificateMessages,
    fleet: fleetMessages,
    releases: releaseMessages,
    tab: tabMessages,
  },
});
