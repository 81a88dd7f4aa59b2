import { MessageCatalogue } from './MessageSpec';

/** Our own codes: what cannot be read, and what this project generates. */
export const MESHPORT_MESSAGES: MessageCatalogue = {
  MSP0001: {
    name: 'UnreadableManifest',
    severity: 'error',
    text: problem => `The document cannot be read: ${problem}.`,
    effect: 'It was not analysed, and Kubernetes would not take it.',
  },
  MSP0002: {
    name: 'WrongFieldType',
    severity: 'error',
    text: (field, expected) => `${field} has to be ${expected}.`,
    effect:
      'Neither Kubernetes nor Istio can read the object; nothing else of it was analysed.',
  },
  MSP0003: {
    name: 'UnknownField',
    severity: 'warning',
    text: field => `Istio has no field ${field}.`,
    effect: 'Kubernetes drops the field, so that what it says has no effect.',
  },
};
