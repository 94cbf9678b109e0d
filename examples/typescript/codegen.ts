import type { CodegenConfig } from '@graphql-codegen/cli';

// In a project of your own: the schema is http(s)://<gateway>/schema.graphql, the documents are yours.
const config: CodegenConfig = {
  schema: '../../schema/schema.graphql',
  documents: ['../../docs/operaties/**/*.graphql', 'operaties/*.graphql'],
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        // What each scalar is in JSON. A scalar that is not named here ends the generation.
        strictScalars: true,
        scalars: {
          BSN: 'string',
          Date: 'string',
          DateTime: 'string',
          Duration: 'string',
          UUID: 'string',
          GeoJSON: '../scalars.js#GeoJSON',
          JSON: '../scalars.js#Json',
        },
        useTypeImports: true,
        enumsAsTypes: true,
        avoidOptionals: { field: true },
        emitLegacyCommonJSImports: false,
      },
    },
  },
};

export default config;
