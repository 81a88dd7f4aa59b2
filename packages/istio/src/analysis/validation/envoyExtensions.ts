import { Problems } from './Problems';

interface ExtensionMessage {
  name: string;
  fields: readonly string[];
}

/**
 * The messages of Envoy that name an extension, by what is patched; fields as
 * Envoy writes them (envoy/config/{core,listener}/v3, http_connection_manager.v3).
 */
const EXTENSIONS: Readonly<Record<string, ExtensionMessage>> = {
  NETWORK_FILTER: {
    name: 'envoy.config.listener.v3.Filter',
    fields: ['name', 'typed_config', 'config_discovery'],
  },
  HTTP_FILTER: {
    name: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter',
    fields: [
      'name',
      'typed_config',
      'config_discovery',
      'is_optional',
      'disabled',
    ],
  },
  LISTENER_FILTER: {
    name: 'envoy.config.listener.v3.ListenerFilter',
    fields: ['name', 'typed_config', 'filter_disabled', 'config_discovery'],
  },
  EXTENSION_CONFIG: {
    name: 'envoy.config.core.v3.TypedExtensionConfig',
    fields: ['name', 'typed_config'],
  },
};

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Looks at the value of a patch where it is an extension: whether Envoy has its
 * fields, and whether its configuration is typed. What the configuration holds
 * is Envoy's, and not known here.
 */
export function checkExtension(
  applyTo: string,
  value: unknown,
  problems: Problems,
): void {
  const message = EXTENSIONS[applyTo];
  if (!message || typeof value !== 'object' || value === null) {
    return;
  }
  const known = (key: string) =>
    message.fields.some(one => key === one || key === camelCase(one));
  const unknown = Object.keys(value).find(key => !known(key));
  if (unknown !== undefined) {
    problems.warn(
      `Envoy filter: unknown field "${unknown}" in ${message.name}`,
    );
    return;
  }
  const isTyped = Object.keys(value).some(key =>
    /^(typed_?config|config_?discovery)$/i.test(key),
  );
  if (!isTyped) {
    const { name = '' } = value as { name?: string };
    problems.warn(
      `using deprecated types by name without typed_config; ${name}`,
    );
  }
}
