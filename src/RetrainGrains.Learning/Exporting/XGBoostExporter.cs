using System.Buffers;
using System.Globalization;
using System.Text.Json;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Writes models as the JSON that XGBoost loads: gbtree, and gblinear where it says the same.</summary>
internal static class XGBoostExporter
{
    // XGBoost's Python refuses names with these.
    private static readonly SearchValues<char> Unnameable = SearchValues.Create("[]<");

    public static ExportedModel Export(ExportedVersion version)
    {
        var booster = XGBoostBooster.Of(version);
        var isNamed = !version.Features.Any(feature => feature.Name.AsSpan().ContainsAny(Unnameable));
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("learner");
            WriteNames(json, version, isNamed);
            json.WriteStartObject("gradient_booster");
            booster.Write(json);
            json.WriteEndObject();
            WriteParameters(json, booster, version.Schema);
            json.WriteEndObject();
            json.WriteStartArray("version");
            foreach (var part in (int[])[1, 7, 4]) json.WriteNumberValue(part);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new ExportedModel(buffer.WrittenMemory, new ExportReport
        {
            Format = ExportFormat.XGBoost,
            Learner = version.Learners,
            Contents = booster.Contents,
            Output = OutputOf(version.Schema),
            Precision = "rows take the same branches; leaves and their sum are of single precision",
            Features = version.Features,
            Classes = version.Classes,
            Notes = [.. NotesOn(booster, version.Schema, isNamed)],
        });
    }

    private static void WriteNames(Utf8JsonWriter json, ExportedVersion version, bool isNamed)
    {
        // Texts that XGBoost keeps and does not read.
        json.WriteStartObject("attributes");
        foreach (var (name, text) in version.Described()) json.WriteString(name, text);
        json.WriteEndObject();
        json.WriteStartArray("feature_names");
        if (isNamed)
        {
            foreach (var feature in version.Features) json.WriteStringValue(feature.Name);
        }

        json.WriteEndArray();
        json.WriteStartArray("feature_types");
        foreach (var feature in version.Features)
        {
            json.WriteStringValue(feature.Kind == FeatureKind.Categorical ? "c" : "float");
        }

        json.WriteEndArray();
    }

    private static void WriteParameters(Utf8JsonWriter json, XGBoostBooster booster, DatasetSchema schema)
    {
        var classes = schema.ClassCount.ToString(CultureInfo.InvariantCulture);
        json.WriteStartObject("learner_model_param");
        json.WriteString("base_score", XGBoostTreeWriter.Text((float)booster.BaseScore));
        json.WriteString("boost_from_average", "1");
        json.WriteString("num_class", classes);
        json.WriteString("num_feature", schema.Features.Count.ToString(CultureInfo.InvariantCulture));
        json.WriteString("num_target", "1");
        json.WriteEndObject();
        var (name, parameters, parameter, value) = (booster.Link, schema.Task) switch
        {
            (_, PredictionTask.MulticlassClassification) =>
                ("multi:softprob", "softmax_multiclass_param", "num_class", classes),
            (Link.Logistic, PredictionTask.BinaryClassification) =>
                ("binary:logistic", "reg_loss_param", "scale_pos_weight", "1"),
            (Link.Logistic, _) => ("reg:logistic", "reg_loss_param", "scale_pos_weight", "1"),
            (Link.Exponential, _) => ("count:poisson", "poisson_regression_param", "max_delta_step", "0.7"),
            _ => ("reg:squarederror", "reg_loss_param", "scale_pos_weight", "1"),
        };
        json.WriteStartObject("objective");
        json.WriteString("name", name);
        json.WriteStartObject(parameters);
        json.WriteString(parameter, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string OutputOf(DatasetSchema schema) => schema.Task switch
    {
        PredictionTask.Regression => "the prediction",
        PredictionTask.BinaryClassification => "the probability of class 1",
        _ => "one probability for each class",
    };

    private static IEnumerable<string> NotesOn(XGBoostBooster booster, DatasetSchema schema, bool isNamed)
    {
        if (booster.Link == Link.Exponential)
        {
            yield return "the objective is written as count:poisson, which has the same link; what it was trained for "
                + "is not kept";
        }

        if (booster.Link == Link.Identity && schema.Task == PredictionTask.BinaryClassification)
        {
            yield return "the objective is written as reg:squarederror: the trees add up to the probability itself";
        }

        if (!isNamed)
        {
            yield return "features are without names, in the order given here: XGBoost allows none with [, ] or <";
        }
    }
}
