import { googleRecording } from './google.ts';
import type { Recording } from './recordings.ts';

/** Vertex AI answers as Gemini's own API does; embeddings and lists are its own. */
export const vertexRecording: Recording = {
  ...googleRecording,
  embeddings: {
    plain: '{"predictions":[{"embeddings":{"statistics":{"truncated":false,"token_count":6},"values":[-0.06424,0.25]}},{"embeddings":{"statistics":{"truncated":false,"token_count":2},"values":[0.0014465628,-1]}}],"metadata":{"billableCharacterCount":32}}',
    vectors: [[-0.06424, 0.25], [0.0014465628, -1]],
    promptTokens: 8,
  },
  models: {
    plain: '{"publisherModels":[{"name":"publishers/google/models/gemini-3-flash","versionId":"default","launchStage":"GA"},{"name":"publishers/google/models/text-embedding-005","versionId":"default"},{"name":"publishers/google/models/imagen-4"},{"name":7},null]}',
    names: ['gemini-3-flash', 'text-embedding-005'],
  },
};
