// inflate_help.mjs - DEFLATE (RFC 1951), read strictly: a window is what was agreed on, and no byte is left over.
//
// Not zlib: what both ends take from one library proves less, and zlib does not say how far back a reference went.
import assert from 'node:assert/strict';

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/* A canonical code: how many words of each length there are, and the symbols in the order of their words. */
function huffman(lengths) {
    const count = new Uint16Array(16), symbols = [];
    for (const length of lengths) count[length]++;
    count[0] = 0;
    for (let length = 1; length < 16; length++) lengths.forEach((own, symbol) => own === length && symbols.push(symbol));
    return { count, symbols };
}

const fixed = {
    literals: huffman([...Array(144).fill(8), ...Array(112).fill(9), ...Array(24).fill(7), ...Array(8).fill(8)]),
    distances: huffman(Array(30).fill(5)),
};

class Bits {
    #at = 0;
    #bit = 0;

    constructor(data) { this.data = data; }

    one() {
        assert.ok(this.#at < this.data.length, 'DEFLATE data that end in the middle of a block');
        const bit = (this.data[this.#at] >> this.#bit) & 1;
        if (++this.#bit === 8) (this.#bit = 0, this.#at++);
        return bit;
    }

    take(count) {
        let value = 0;
        for (let i = 0; i < count; i++) value |= this.one() << i;
        return value;
    }

    symbol({ count, symbols }) {
        for (let length = 1, code = 0, first = 0, index = 0; length < 16; length++) {
            code |= this.one();
            if (code - first < count[length]) return symbols[index + code - first];
            index += count[length];
            first = (first + count[length]) << 1;
            code <<= 1;
        }
        return assert.fail('a word that is not in the code');
    }

    /* To the next byte; the rest of this one does not count. */
    align() { if (this.#bit) (this.#bit = 0, this.#at++); }
    bytes(count) {
        assert.ok(this.#at + count <= this.data.length, 'a stored block that ends too soon');
        return this.data.subarray(this.#at, this.#at += count);
    }

    get atEnd() { return this.#at === this.data.length; }
}

function dynamicCodes(bits) {
    const literals = bits.take(5) + 257, distances = bits.take(5) + 1, codes = bits.take(4) + 4;
    const own = Array(19).fill(0), lengths = [];
    for (let i = 0; i < codes; i++) own[CODE_ORDER[i]] = bits.take(3);
    for (const code = huffman(own); lengths.length < literals + distances;) {
        const symbol = bits.symbol(code);
        if (symbol < 16) lengths.push(symbol);
        else if (symbol === 16) lengths.push(...Array(3 + bits.take(2)).fill(lengths.at(-1)));
        else lengths.push(...Array(symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7)).fill(0));
    }
    assert.equal(lengths.length, literals + distances);
    return { literals: huffman(lengths.slice(0, literals)), distances: huffman(lengths.slice(literals)) };
}

/* One direction of a connection. */
export class Inflater {
    #out = Buffer.alloc(1 << 16);
    #length = 0; // of #out, the window before the message included
    #limit;
    farthest = 0;

    constructor(bits, keepsContext) {
        this.#limit = 1 << bits;
        this.keepsContext = keepsContext;
    }

    /* The payload of a compressed message, inflated. (RFC 7692, 7.2.2.) */
    message(payload) {
        const window = this.keepsContext ? Math.min(this.#length, this.#limit) : 0;
        this.#out.copy(this.#out, 0, this.#length - window, this.#length);
        this.#length = window;
        const bits = new Bits(Buffer.concat([payload, Buffer.of(0, 0, 0xff, 0xff)]));
        do this.#block(bits); while (!bits.atEnd);
        return Buffer.from(this.#out.subarray(window, this.#length));
    }

    #block(bits) {
        const final = bits.one(), type = bits.take(2);
        if (type === 0) this.#stored(bits);
        else if (type < 3) this.#coded(bits, type === 1 ? fixed : dynamicCodes(bits));
        else assert.fail('a block of type 3');
        if (final) bits.align();
    }

    #stored(bits) {
        bits.align();
        const head = bits.bytes(4), length = head.readUInt16LE(0);
        assert.equal(length ^ 0xffff, head.readUInt16LE(2), 'a stored block whose lengths do not match');
        for (const byte of bits.bytes(length)) this.#put(byte);
    }

    #coded(bits, { literals, distances }) {
        for (let symbol; (symbol = bits.symbol(literals)) !== 256;) {
            if (symbol < 256) {
                this.#put(symbol);
                continue;
            }
            const length = LENGTHS[symbol - 257] + bits.take(LENGTH_BITS[symbol - 257]), far = bits.symbol(distances);
            this.#repeat(length, DISTANCES[far] + bits.take(DISTANCE_BITS[far]));
        }
    }

    #repeat(length, distance) {
        assert.ok(distance <= this.#length && distance <= this.#limit, `a reference ${distance} bytes back`);
        this.farthest = Math.max(this.farthest, distance);
        for (let i = 0; i < length; i++) this.#put(this.#out[this.#length - distance]);
    }

    #put(byte) {
        if (this.#length === this.#out.length) this.#out = Buffer.concat([this.#out, Buffer.alloc(this.#out.length)]);
        this.#out[this.#length++] = byte;
    }
}
