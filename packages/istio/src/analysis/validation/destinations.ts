import { subsetNameProblem } from './destinationRule';
import { checkHeaders } from './headers';
import { portProblem, wildcardDomainProblem } from './names';
import { Problems } from './Problems';

/** Checks where traffic goes. */
export function checkDestination(destination: any, problems: Problems): void {
  if (!destination) {
    return;
  }
  const { host = '', subset = '', port } = destination;
  problems
    .at('host')
    .error(
      host === '*'
        ? `invalid destination host ${host}`
        : wildcardDomainProblem(host),
    );
  if (subset !== '') {
    problems.at('subset').error(subsetNameProblem(subset));
  }
  if (port) {
    problems.at('port', 'number').error(portProblem(port.number ?? 0));
  }
}

/** Checks destinations of a rule, with their weights. */
export function checkDestinations(
  routes: readonly any[],
  problems: Problems,
): void {
  let total = 0;
  routes.forEach((route, i) => {
    const at = problems.at(i);
    const { destination, weight = 0 } = route;
    if (!destination) {
      at.error('destination is required');
    }
    checkHeaders(route.headers, at.at('headers'));
    checkDestination(destination, at.at('destination'));
    if (weight < 0) {
      at.at('weight').error(`weight ${weight} < 0`);
    }
    total += weight;
  });
  if (routes.length > 1 && total === 0) {
    problems.error('total destination weight = 0');
  }
}
