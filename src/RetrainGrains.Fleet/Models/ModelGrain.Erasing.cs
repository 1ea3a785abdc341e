using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Fleet.Models;

public sealed partial class ModelGrain
{
    public async Task<Answer<ModelView>> Erase(long expectedRevision)
    {
        if (await OpenAsync() is not { } model) return Refusals.Unknown(ModelId);
        if (expectedRevision != 0 && expectedRevision != model.Revision)
            return Refusals.MovedOn(expectedRevision, model.Revision);
        // The queue and the workers of a run write rows that name it.
        if (model.State.Run is { } run) return Refusals.InTraining(ModelId, run.RunId);
        var last = View();
        await database.Models.EraseAsync(ModelId);
        session = null;
        self.Retire();
        return last;
    }
}
