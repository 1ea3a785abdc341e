namespace RetrainGrains.Malformed;

/// <summary>Changes bytes so that they are nearly what they were.</summary>
internal static class ByteMutation
{
    private const int InsertMax = 40;
    private const int DepthMax = 400;

    public static byte[] Mutate(byte[] bytes, Random chance)
    {
        var mutated = bytes.ToList();
        for (var left = chance.Next(1, 4); left > 0; left--) Change(mutated, chance);
        return [.. mutated];
    }

    private static void Change(List<byte> bytes, Random chance)
    {
        var at = chance.Next(bytes.Count + 1);
        switch (chance.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << chance.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 2:
                var inserted = new byte[chance.Next(1, InsertMax)];
                chance.NextBytes(inserted);
                bytes.InsertRange(at, inserted);
                break;
            case 3:
                // A length that nobody can have.
                bytes.InsertRange(at, [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
                break;
            case 4:
                // As deep as no message is: a group in a group.
                bytes.InsertRange(at, Enumerable.Repeat((byte)0x0B, chance.Next(1, DepthMax)));
                break;
            case 5:
                // No text in UTF-8.
                bytes.InsertRange(at, [0x0A, 0x03, 0xC3, 0x28, 0xFF]);
                break;
            default:
                bytes.AddRange(bytes.Take(at).ToArray());
                break;
        }
    }
}
