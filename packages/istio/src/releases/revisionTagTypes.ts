/** A webhook of an injector, as far as a tag takes it over. */
export interface InjectorWebhook {
  name?: string;
  clientConfig?: {
    url?: string;
    service?: {
      name?: string;
      namespace?: string;
      path?: string;
      port?: number;
    };
    caBundle?: string;
  };
  reinvocationPolicy?: string;
}

/**
 * The MutatingWebhookConfiguration of a revision, which its tags are made from.
 *
 * @public
 */
export interface RevisionInjector {
  metadata: {
    name: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  webhooks?: InjectorWebhook[];
}

/**
 * What {@link revisionTagObjects} is told.
 *
 * @public
 */
export interface RevisionTagInput {
  tag: string;
  revision: string;
  /** Where istiod lives. */
  istioNamespace: string;
  injector: RevisionInjector;
  /** Whether the tag has a Service too; istioctl makes one from 1.28 on. */
  withService: boolean;
  /** Of the webhook `istiod-default-validator` that is there; for the tag `default`. */
  validatorFailurePolicy?: string;
}

/**
 * An object of a tag, as plain data.
 *
 * @public
 */
export interface RevisionTagObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}
