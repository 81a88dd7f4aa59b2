// A loaded machine takes long for what a quiet one does at once.
jest.setTimeout(60_000);
