// Phones with Safari 13 know no BigInt; zod names it once while loading (for ranges the pages never use). Imported before everything.
if (typeof BigInt === "undefined") Object.assign(window, { BigInt: Number });

export {};
