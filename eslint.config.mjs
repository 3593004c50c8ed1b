import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

const providerRoot = {
  name: "@cdktf/provider-aws",
  message:
    "Import one resource, such as @cdktf/provider-aws/lib/vpc: the root loads all of them, which takes seconds.",
};

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "cdktf.out/", "coverage/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-restricted-imports": ["error", { paths: [providerRoot] }],
      // Numbers and booleans read well in messages; objects do not.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // Constructs are used by being created.
      "@typescript-eslint/no-extraneous-class": "off",
      "no-new": "off",
      "no-control-regex": "off",
    },
  },
  {
    files: ["tools/**/*.ts"],
    ignores: ["**/*.test.ts", "tools/**/testing.ts", "tools/testing/**", "tools/aws/client.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name=/Client$/]",
          message:
            "Use awsClient of tools/aws/client: it acts as the role that the environment is deployed with.",
        },
      ],
    },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    languageOptions: {
      globals: {
        console: "readonly",
        process: "readonly",
        __dirname: "readonly",
        require: "readonly",
        URL: "readonly",
        fetch: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        AbortSignal: "readonly",
      },
    },
  },
);
