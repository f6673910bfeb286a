// The page without any tracker: what is measured here is taken off the others.
export const empty = { key: "empty", name: "no tracker", silent: true };
