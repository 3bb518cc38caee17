using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Tests.Support;

namespace ResetService.Tests.Limits;

/// <summary>What one instance of the service measures.</summary>
internal static class Meters
{
    public static MeterListener Listen(ResetApi api, string name, Action<long> measured) =>
        Listen(api.Services.GetRequiredService<IMeterFactory>(), name, (value, _) => measured(value));

    /// <param name="meters">The instance's.</param>
    /// <param name="name">Of what is measured.</param>
    /// <param name="measured">Takes a value, and of which of its kinds it is, as "name=value".</param>
    public static MeterListener Listen(IMeterFactory meters, string name, Action<long, string?> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Meter.Name == "ResetService" && instrument.Name == name) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => measured(value, tags is [var kind, ..] ? $"{kind.Key}={kind.Value}" : null));
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => measured(value, null));
        listener.Start();
        return listener;
    }

    public static long Read(ResetApi api, string gauge)
    {
        long? last = null;
        using var listener = Listen(api, gauge, value => last = value);
        listener.RecordObservableInstruments();
        return last!.Value;
    }
}
