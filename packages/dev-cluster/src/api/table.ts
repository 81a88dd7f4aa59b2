import type { PrinterColumn, ResourceType } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import { builtInColumns } from './builtInColumns';

function age(timestamp: string | undefined): string {
  if (!timestamp) return '<unknown>';
  const seconds = Math.floor((Date.now() - Date.parse(timestamp)) / 1000);
  if (seconds < 120) return `${Math.max(seconds, 0)}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

// Printer columns use a small part of JSONPath: fields, indexes and one filter.
function jsonPath(object: unknown, path: string): unknown {
  const steps =
    path.match(
      /\.([A-Za-z0-9_-]+)|\[\?\(@\.([\w-]+)\s*==\s*["']([^"']+)["']\)\]|\[(\*|\d+)\]/g,
    ) ?? [];
  let value: any = object;
  for (const step of steps) {
    const filter = /@\.([\w-]+)\s*==\s*["']([^"']+)["']/.exec(step);
    if (filter) {
      value = value?.find?.((item: any) => item?.[filter[1]] === filter[2]);
    } else if (step.startsWith('[')) {
      const index = step.slice(1, -1);
      if (index !== '*') value = value?.[Number(index)];
    } else if (Array.isArray(value)) {
      value = value.map(item => item?.[step.slice(1)]);
    } else value = value?.[step.slice(1)];
  }
  return value;
}

interface Column {
  name: string;
  type: string;
  format: string;
  priority: number;
  value(object: KubeObject): unknown;
}

function customValue(object: KubeObject, column: PrinterColumn): unknown {
  const value = jsonPath(object, column.jsonPath);
  if (column.type === 'date') return age(value as string | undefined);
  if (value === undefined || value === null) {
    return column.type === 'integer' ? 0 : '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

function columnsOf(type: ResourceType): Column[] {
  const custom = type.printerColumns.map(column => ({
    name: column.name,
    type: column.type,
    format: '',
    priority: column.priority ?? 0,
    value: (object: KubeObject) => customValue(object, column),
  }));
  const builtIn = (builtInColumns[type.key] ?? []).map(column => ({
    ...column,
    format: '',
    priority: 0,
  }));
  return [
    {
      name: 'Name',
      type: 'string',
      format: 'name',
      priority: 0,
      value: ({ metadata }) => metadata.name,
    },
    ...builtIn,
    ...custom.filter(column => column.name !== 'Age'),
    {
      name: 'Age',
      // Built-in kinds print their age as text, CRDs declare it a date.
      type: type.custom ? 'date' : 'string',
      format: '',
      priority: 0,
      value: ({ metadata }) => age(metadata.creationTimestamp),
    },
  ];
}

/** The `Table` answer that `kubectl get` prints. */
export function table(
  type: ResourceType,
  items: KubeObject[],
  metadata: Record<string, unknown>,
): unknown {
  const columns = columnsOf(type);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ value, ...definition }) => ({
      ...definition,
      description: '',
    })),
    rows: items.map(item => ({
      cells: columns.map(({ value }) => value(item)),
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: item.metadata,
      },
    })),
  };
}
