namespace Orleans;

/// <summary>The grain factory of code that lives outside of grains.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}
