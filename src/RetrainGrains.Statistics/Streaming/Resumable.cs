namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// A follower of a stream in bounded memory that can be saved as bytes and resumed, with nothing changed.
/// </summary>
public abstract class Resumable
{
    public byte[] Save()
    {
        var codec = new StateCodec(Format);
        Exchange(ref codec);
        return codec.Finish();
    }

    /// <summary>
    /// Takes up what <see cref="Save"/> gave, under the same settings. Anything else is refused with an
    /// <see cref="InvalidDataException"/>, and then this starts anew.
    /// </summary>
    public void Load(ReadOnlySpan<byte> saved)
    {
        try
        {
            var codec = new StateCodec(Format, saved);
            Exchange(ref codec);
            codec.Finish();
        }
        catch (InvalidDataException)
        {
            Reset();
            throw;
        }
    }

    /// <summary>Forgets everything but the settings.</summary>
    public abstract void Reset();

    private protected abstract StateFormat Format { get; }

    private protected abstract void Exchange(ref StateCodec codec);
}
