namespace RetrainGrains.Statistics.Tests.Streaming;

/// <summary>
/// CPython's random.Random, for the streams of published test vectors. Matsumoto, Nishimura, "Mersenne Twister",
/// TOMACS 1998; the methods as Lib/random.py of Python 3.11 defines them.
/// </summary>
internal sealed class PythonRandom
{
    private const int Size = 624;
    private const int Shift = 397;
    private readonly uint[] state = new uint[Size];
    private int next = Size;
    private double? secondGauss;

    public PythonRandom(uint seed)
    {
        Fill(19650218);
        var i = 1;
        for (var k = Size; k > 0; k--)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1664525)) + seed;
            i = Advance(i);
        }
        for (var k = Size - 1; k > 0; k--)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1566083941)) - (uint)i;
            i = Advance(i);
        }
        state[0] = 0x80000000;
    }

    /// <summary>Uniform on [0, 1), 53 bits.</summary>
    public double Random() => ((Word() >> 5) * 67108864.0 + (Word() >> 6)) / 9007199254740992.0;

    public double[] Choices(int[] population, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (double)population[(int)(Random() * population.Length)])];

    /// <summary>random.choices([0, 1], weights=[1 - one, one]).</summary>
    public double[] Bits(double one, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Random() >= 1 - one ? 1.0 : 0.0)];

    public double Gauss(double mean, double deviation)
    {
        var z = secondGauss;
        secondGauss = null;
        if (z is null)
        {
            var angle = Random() * 2 * Math.PI;
            var radius = Math.Sqrt(-2.0 * Math.Log(1.0 - Random()));
            z = Math.Cos(angle) * radius;
            secondGauss = Math.Sin(angle) * radius;
        }
        return mean + z.Value * deviation;
    }

    /// <summary>Uniform on 0 to <paramref name="exclusive"/> - 1.</summary>
    public int Below(int exclusive)
    {
        var bits = 32 - int.LeadingZeroCount(exclusive);
        while (true)
        {
            var drawn = Word() >> (32 - bits);
            if (drawn < exclusive) return (int)drawn;
        }
    }

    private void Fill(uint seed)
    {
        state[0] = seed;
        for (var i = 1; i < Size; i++) state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >> 30)) + (uint)i;
    }

    private int Advance(int i)
    {
        if (i < Size - 1) return i + 1;
        state[0] = state[Size - 1];
        return 1;
    }

    private uint Word()
    {
        if (next == Size) Twist();
        var y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (state[i] & 0x80000000) | (state[(i + 1) % Size] & 0x7FFFFFFF);
            state[i] = state[(i + Shift) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908B0DF);
        }
        next = 0;
    }
}
