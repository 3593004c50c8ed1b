import { afterEach } from "vitest";

// A synthesis keeps a worker's thread busy. Where one synchronous test follows another for a minute, the worker never
// gets to read what Vitest answers, and Vitest takes it for dead ("Timeout calling onTaskUpdate").
afterEach(() => new Promise((resolve) => setImmediate(resolve)));
