using System.Text.Json.Nodes;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Models;

/// <summary>A list of models that is shown, one model after the other.</summary>
internal interface IModelList
{
    void Add(V1.Model model);

    void End();
}

/// <summary>Shows models as a table, which keeps no more of each than its row.</summary>
internal sealed class ModelTable(CommandOutput output) : IModelList
{
    private readonly TextTable table = new(
        "model", "?type", "champion", "~recipe", ">loss", ">outcomes", "?newest (UTC)", "~last decision");

    public void Add(V1.Model model) => table.Row(
        model.ModelId, model.ModelType, Shown.Text(model.Champion?.Version), Shown.Text(model.Champion?.Recipe),
        Shown.Number(LossOf(model)), Shown.Whole(model.Outcomes), Shown.Minute(model.NewestOutcome),
        Shown.Text(model.LastDecision));

    public void End()
    {
        table.WriteTo(output);
        output.WriteLine(table.Count == 1 ? "1 model" : $"{Shown.Whole(table.Count)} models");
    }

    // Of what was served, over the longest memory; where there is none yet, of the champion's recipe.
    private static double LossOf(V1.Model model) =>
        model.Regrets.LastOrDefault()?.ServedLoss
        ?? model.Candidates.FirstOrDefault(candidate => candidate.Name == model.Champion?.Recipe)?.Loss
        ?? double.NaN;
}

/// <summary>Shows chosen fields of models, a column each.</summary>
internal sealed class FieldTable(CommandOutput output, FieldChoice fields) : IModelList
{
    private readonly TextTable table = new(fields.Names.Select(name => $"~{name}").Prepend("model"));

    public void Add(V1.Model model) => table.Row(fields.Values(model).Prepend(model.ModelId));

    public void End() => table.WriteTo(output);
}

/// <summary>Writes models as REST's answer with all of them on one page: one document, one model a line.</summary>
internal sealed class ModelDocument(CommandOutput output, FieldChoice? fields) : IModelList
{
    private bool begun;

    public void Add(V1.Model model)
    {
        output.WriteLine((begun ? "," : "{\"models\": [\n") + Line(model));
        begun = true;
    }

    public void End() => output.WriteLine((begun ? "" : "{\"models\": [") + "], \"nextPageToken\": \"\"}");

    private string Line(V1.Model model)
    {
        if (fields is null) return WireJson.Line(model);
        var line = new JsonObject { ["modelId"] = model.ModelId };
        foreach (var (name, value) in fields.Of(model)) line[name] = value?.DeepClone();
        return WireJson.Line(line);
    }
}
