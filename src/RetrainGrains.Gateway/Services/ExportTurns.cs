using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The turns of exports: few at once, for each holds a piece of its file as long as its receiver takes.
/// </summary>
internal sealed class ExportTurns(string what)
{
    /// <summary>
    /// The most bytes of a part: whole groups of base64, so that its parts in a row are base64 of the whole file.
    /// </summary>
    public const int PartBytes = 768 << 10;

    private const int AtOnceMax = 4;

    private readonly SemaphoreSlim turns = new(AtOnceMax, AtOnceMax);

    /// <summary>Runs an export if there is a turn left, and refuses it at once where there is none.</summary>
    public async Task RunAsync(string modelId, Func<Task> export)
    {
        if (!turns.Wait(0, CancellationToken.None))
        {
            throw new RefusedException(Refusal.Of(
                RefusalKind.Busy, "model_id", modelId,
                $"must wait: {AtOnceMax} {what} are being exported; try again"));
        }
        try
        {
            await export();
        }
        finally
        {
            turns.Release();
        }
    }
}
