"""A language model of 350 kB with random weights, and the real llama.cpp server around it: all of a provider but the sense.

usage: tiny_model.py make FILE          writes the model (needs gguf and numpy)
       tiny_model.py serve FILE PORT KEY [CONTEXT]  serves it on loopback until it is ended (needs xllamacpp)
"""
import sys
import time

WIDTH, HEADS, LAYERS, HIDDEN, CONTEXT = 64, 4, 1, 128, 16384


def make(path):
    import gguf
    import numpy

    draw = numpy.random.default_rng(7)
    kind = gguf.TokenType
    # What a llama vocabulary must have, a token a byte, and one for each printable character.
    vocabulary = [(b"<unk>", kind.UNKNOWN), (b"<s>", kind.CONTROL), (b"</s>", kind.CONTROL)]
    vocabulary += [(f"<0x{byte:02X}>".encode(), kind.BYTE) for byte in range(256)]
    special = len(vocabulary)
    vocabulary += [(text.encode(), kind.NORMAL) for text in [*map(chr, range(0x21, 0x7F)), "▁"]]

    file = gguf.GGUFWriter(path, "llama")
    file.add_name("tiny-random")
    file.add_context_length(CONTEXT)
    file.add_embedding_length(WIDTH)
    file.add_block_count(LAYERS)
    file.add_feed_forward_length(HIDDEN)
    file.add_head_count(HEADS)
    file.add_head_count_kv(HEADS)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_rope_dimension_count(WIDTH // HEADS)
    file.add_vocab_size(len(vocabulary))
    file.add_file_type(gguf.LlamaFileType.ALL_F32)
    file.add_tokenizer_model("llama")
    file.add_token_list([token for token, _ in vocabulary])
    file.add_token_scores([0.0 if place < special else -1.0 for place in range(len(vocabulary))])
    file.add_token_types([int(type) for _, type in vocabulary])
    file.add_unk_token_id(0)
    file.add_bos_token_id(1)
    file.add_eos_token_id(2)
    file.add_add_bos_token(True)
    file.add_add_space_prefix(False)
    file.add_chat_template("{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}assistant:")

    def weights(*shape, scale=0.1):
        return (draw.standard_normal(shape) * scale).astype(numpy.float32)

    # One direction is the same for every token, and the output shuns what is not printable in it: gibberish, but text.
    embedding, output = weights(len(vocabulary), WIDTH, scale=0.3), weights(len(vocabulary), WIDTH, scale=0.3)
    embedding[:, 0], output[:, 0], output[:special, 0] = 8, 0, -20
    ones = numpy.ones(WIDTH, numpy.float32)
    file.add_tensor("token_embd.weight", embedding)
    file.add_tensor("output_norm.weight", ones)
    file.add_tensor("output.weight", output)
    for layer in range(LAYERS):
        shapes = {"attn_q": (WIDTH, WIDTH), "attn_k": (WIDTH, WIDTH), "attn_v": (WIDTH, WIDTH), "attn_output": (WIDTH, WIDTH),
                  "ffn_gate": (HIDDEN, WIDTH), "ffn_up": (HIDDEN, WIDTH), "ffn_down": (WIDTH, HIDDEN)}
        for name in ("attn_norm", "ffn_norm"):
            file.add_tensor(f"blk.{layer}.{name}.weight", ones)
        for name, shape in shapes.items():
            file.add_tensor(f"blk.{layer}.{name}.weight", weights(*shape))
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


def serve(path, port, key, context=2048):
    import xllamacpp

    options = xllamacpp.CommonParams()
    options.model.path = path
    options.model_alias = {"tiny-random"}
    options.hostnames = ["127.0.0.1"]
    options.port = port
    options.api_keys = [key]
    options.n_ctx = context  # half of it for each of the two
    options.n_parallel = 2
    options.cpuparams.n_threads = 1
    options.warmup = False
    server = xllamacpp.Server(options)  # ends when nobody holds it
    while server:
        time.sleep(3600)


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "make":
        make(sys.argv[2])
    elif len(sys.argv) in (5, 6) and sys.argv[1] == "serve":
        serve(sys.argv[2], int(sys.argv[3]), sys.argv[4], *map(int, sys.argv[5:]))
    else:
        sys.exit(__doc__)
