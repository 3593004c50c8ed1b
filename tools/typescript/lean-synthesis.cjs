// cdktf does the same with half the work. What is written does not change by a byte.

const { TerraformElement, TerraformStack } = require("cdktf");
const { invokeAspects } = require("cdktf/lib/synthesize/synthesizer");
const tokens = require("cdktf/lib/_tokens");
const { Node } = require("constructs");

// A construct's path is put together anew each time somebody asks, although it never changes.
const { get: path } = Object.getOwnPropertyDescriptor(Node.prototype, "path");
const paths = new WeakMap();
Object.defineProperty(Node.prototype, "path", {
  get() {
    if (!paths.has(this)) paths.set(this, path.call(this));
    return paths.get(this);
  },
});

// cdktf resolves every element three times: to find references between stacks, to write it, and once more as a part
// of its stack. The first result holds as soon as the aspects have been there, so it is kept.
const original = tokens.resolve;
const resolved = new WeakSet();
let assembled;

tokens.resolve = (scope, value, preparing) =>
  resolved.has(value) || isWhole(scope, value) ? value : resolve(scope, value, preparing);

/** Whether this is a stack put together from elements that have all been resolved. */
function isWhole(scope, value) {
  return scope === assembled && value["//"]?.outputs !== undefined;
}

/** Text that holds a token, or a number that may be one. */
const TOKEN = /TfToken\[|[\d.+|-]e/;

/** Lists may be encoded in their elements. */
function holdsToken(value) {
  return typeof value === "string"
    ? TOKEN.test(value)
    : typeof value === "number" && !Number.isSafeInteger(value);
}

/** Most values are plain: they are copied here, and only the others are left to cdktf. */
function resolve(scope, value, preparing) {
  if (typeof value === "string") return TOKEN.test(value) ? original(scope, value, preparing) : value;
  if (typeof value === "boolean" || Number.isSafeInteger(value)) return value;
  if (Array.isArray(value) && !value.some(holdsToken)) {
    return value.map((one) => resolve(scope, one, preparing)).filter((one) => one !== undefined);
  }
  const prototype = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype || typeof value.resolve === "function")
    return original(scope, value, preparing);
  const copy = {};
  for (const key of Object.keys(value)) {
    if (TOKEN.test(key)) return original(scope, value, preparing);
    const one = value[key];
    if (one === undefined) continue;
    const result = resolve(scope, one, preparing);
    if (result !== undefined) copy[key] = result;
  }
  return copy;
}

TerraformStack.prototype.prepareStack = function () {
  this.ensureBackendExists();
  invokeAspects(this);
  for (const element of this.node.findAll()) {
    if (!TerraformElement.isTerraformElement(element) || Object.hasOwn(element, "toTerraform")) continue;
    const fragment = resolve(this, element.toTerraform(), true);
    resolved.add(fragment);
    Object.defineProperty(element, "toTerraform", { value: () => fragment });
  }
};

const { toTerraform } = TerraformStack.prototype;
TerraformStack.prototype.toTerraform = function () {
  // Overrides of a whole stack may hold tokens.
  assembled = Object.keys(this.rawOverrides).length === 0 ? this : undefined;
  try {
    return toTerraform.call(this);
  } finally {
    assembled = undefined;
  }
};
