import { MessageCatalogue } from './MessageSpec';

/** Codes of Kiali for what Istio does not check. */
export const KIALI_MESSAGES: MessageCatalogue = {};
