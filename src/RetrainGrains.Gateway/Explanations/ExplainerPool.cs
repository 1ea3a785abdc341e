using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Explanations;

/// <summary>
/// The explainers of artifacts, each lent to one call at a time, for they reuse their buffers. Beyond
/// <paramref name="idleMax"/> that wait, the one used longest ago is let go and made again when it is needed.
/// </summary>
public sealed class ExplainerPool(IArtifactStore artifacts, int idleMax = 32)
{
    private readonly Lock gate = new();

    // Newest first; few enough to look through.
    private readonly LinkedList<(string ArtifactId, Explainer Explainer)> idle = [];

    /// <summary>The number of explainers that are not in use.</summary>
    public int Idle
    {
        get
        {
            lock (gate) return idle.Count;
        }
    }

    /// <summary>An explainer for one call; an <see cref="ExplanationException"/> when there can be none.</summary>
    public async ValueTask<Explainer> RentAsync(string artifactId, CancellationToken cancellation)
    {
        lock (gate)
        {
            for (var node = idle.First; node is not null; node = node.Next)
            {
                if (node.Value.ArtifactId != artifactId) continue;
                idle.Remove(node);
                return node.Value.Explainer;
            }
        }
        var bytes = await artifacts.GetAsync(artifactId, cancellation)
            ?? throw new InvalidDataException($"artifact {artifactId} is not in the store");
        return ModelRegistry.Parse(bytes).CreateExplainer();
    }

    public void Return(string artifactId, Explainer explainer)
    {
        lock (gate)
        {
            idle.AddFirst((artifactId, explainer));
            if (idle.Count > idleMax) idle.RemoveLast();
        }
    }
}
