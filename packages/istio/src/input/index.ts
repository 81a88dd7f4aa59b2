export * from './InputProblem';
